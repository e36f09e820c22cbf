//! reqwest on a current-thread tokio runtime: HOST PORT plain|tls EXCHANGES CONNECTIONS
use std::sync::{atomic::{AtomicI64, Ordering::Relaxed}, Arc, Mutex};

#[derive(serde::Deserialize)]
struct Video { url: String }
#[derive(serde::Deserialize)]
struct Videos { data: Vec<Video> }
#[derive(serde::Deserialize)]
struct Answer { task_id: String, state: String, result: Videos }

fn cpu() -> f64 {
    let mut used: libc::rusage = unsafe { std::mem::zeroed() };
    unsafe { libc::getrusage(libc::RUSAGE_SELF, &mut used) };
    let of = |t: libc::timeval| t.tv_sec as f64 * 1e6 + t.tv_usec as f64;
    of(used.ru_utime) + of(used.ru_stime)
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let given: Vec<String> = std::env::args().collect();
    let (exchanges, connections): (i64, i64) = (given[4].parse().unwrap(), given[5].parse().unwrap());
    let scheme = if given[3] == "tls" { "https" } else { "http" };
    let url: Arc<str> = format!("{scheme}://{}:{}/v1/tasks/task_123", given[1], given[2]).into();
    let client = reqwest::Client::builder().user_agent("seedance/0.1.0").pool_max_idle_per_host(connections as usize).build().unwrap();
    let warm_up = exchanges / 10 + 20 * connections;
    let all = warm_up + exchanges;
    let (begun, finished) = (Arc::new(AtomicI64::new(0)), Arc::new(AtomicI64::new(0)));
    let times = Arc::new(Mutex::new((0.0, 0.0)));
    let polls: Vec<_> = (0..connections).map(|_| {
        let (client, url, begun, finished, times) = (client.clone(), url.clone(), begun.clone(), finished.clone(), times.clone());
        tokio::spawn(async move {
            while begun.fetch_add(1, Relaxed) < all {
                let reply = client.get(&*url).header("Authorization", "Bearer benchmark-key-0123456789").send().await.unwrap();
                let answer: Answer = reply.json().await.unwrap();
                assert!(answer.task_id == "task_123" && answer.state == "success" && answer.result.data[0].url == "https://cdn.example.com/seedance.mp4");
                let done = finished.fetch_add(1, Relaxed) + 1;
                if done == warm_up { times.lock().unwrap().0 = cpu(); }
                if done == all { times.lock().unwrap().1 = cpu(); }
            }
        })
    }).collect();
    for poll in polls { poll.await.unwrap(); }
    let (start, end) = *times.lock().unwrap();
    println!("{:.3}", (end - start) / exchanges as f64);
}
