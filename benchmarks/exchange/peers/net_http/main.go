// Go's net/http: HOST PORT plain|tls EXCHANGES CONNECTIONS
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
)

type answer struct {
	ID     string `json:"task_id"`
	State  string `json:"state"`
	Result struct {
		Data []struct {
			URL string `json:"url"`
		} `json:"data"`
	} `json:"result"`
}

func cpu() float64 {
	var used syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	return float64(used.Utime.Nano()+used.Stime.Nano()) / 1e3
}

func main() {
	exchanges, _ := strconv.ParseInt(os.Args[4], 10, 64)
	connections, _ := strconv.ParseInt(os.Args[5], 10, 64)
	scheme := "http"
	if os.Args[3] == "tls" {
		scheme = "https"
	}
	url := fmt.Sprintf("%s://%s:%s/v1/tasks/task_123", scheme, os.Args[1], os.Args[2])
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: int(connections), MaxConnsPerHost: int(connections)}}
	warmUp := exchanges/10 + 20*connections
	all := warmUp + exchanges
	var begun, finished int64
	var start, end float64
	var group sync.WaitGroup
	for i := int64(0); i != connections; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for atomic.AddInt64(&begun, 1) <= all {
				request, _ := http.NewRequest("GET", url, nil)
				request.Header.Set("Authorization", "Bearer benchmark-key-0123456789")
				request.Header.Set("User-Agent", "seedance/0.1.0")
				response, err := client.Do(request)
				if err != nil {
					panic(err)
				}
				var got answer
				err = json.NewDecoder(response.Body).Decode(&got)
				response.Body.Close()
				if err != nil || got.ID != "task_123" || got.State != "success" || got.Result.Data[0].URL != "https://cdn.example.com/seedance.mp4" {
					panic("an answer was read wrongly")
				}
				switch atomic.AddInt64(&finished, 1) {
				case warmUp:
					start = cpu()
				case all:
					end = cpu()
				}
			}
		}()
	}
	group.Wait()
	fmt.Printf("%.3f\n", (end-start)/float64(exchanges))
}
