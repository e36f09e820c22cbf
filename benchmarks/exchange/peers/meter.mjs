// As job.hpp counts: CPU time of this process after the warm-up.
export function meter(exchanges, connections) {
  const warmUp = Math.floor(exchanges / 10) + 20 * connections, all = warmUp + +exchanges;
  let begun = 0, finished = 0, start, end;
  return {
    begin: () => begun++ < all,
    finish(id, state, url) {
      if (id !== 'task_123' || state !== 'success' || url !== 'https://cdn.example.com/seedance.mp4') throw new Error('an answer was read wrongly');
      if (++finished === warmUp) start = process.cpuUsage();
      if (finished === all) end = process.cpuUsage(start);
    },
    print: () => console.log(((end.user + end.system) / (all - warmUp)).toFixed(3)),
  };
}
