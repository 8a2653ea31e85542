// What a user of the package shop writes: each handler tells what it got, and /told hands that out.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"example/shop"
)

var (
	mutex sync.Mutex
	told  = []map[string]any{}
)

func tell(what map[string]any) {
	mutex.Lock()
	defer mutex.Unlock()
	told = append(told, what)
}

func takeTold(w http.ResponseWriter, _ *http.Request) {
	mutex.Lock()
	defer mutex.Unlock()
	json.NewEncoder(w).Encode(told)
	told = []map[string]any{}
}

func orderPaid(ctx context.Context, event shop.Event[shop.OrderPaid]) error {
	order := event.Body.Data
	method, last4, child, class := "none", "", "", ""
	if order.Payment.Card != nil {
		method, last4 = order.Payment.Card.Method, order.Payment.Card.Last4
	}
	if len(order.Category.Children) > 0 {
		child = order.Category.Children[0].Name
	}
	if order.Class != nil {
		class = *order.Class
	}
	skus := []string{}
	for _, line := range order.Lines {
		skus = append(skus, line.Sku)
	}
	tell(map[string]any{
		"event": event.Type, "id": event.ID, "method": method, "last4": last4, "skus": skus,
		"year": order.PlacedAt.Year(), "child": child, "klass": class, "bytes": len(event.RawBody),
	})
	if order.Note != nil {
		switch *order.Note {
		case "gone":
			return shop.ErrGone
		case "later":
			return fmt.Errorf("busy: %w", shop.RetryAfter(30*time.Second))
		case "fail":
			return errors.New("the handler failed")
		}
	}
	return nil
}

func stockCheck(ctx context.Context, event shop.Event[shop.StockCheck]) (*shop.StockCheckAnswer, error) {
	return &shop.StockCheckAnswer{InStock: event.Body.Sku == "a"}, nil
}

func tellOther(ctx context.Context, event shop.Event[json.RawMessage]) error {
	tell(map[string]any{"event": event.Type, "id": event.ID, "body": event.Body})
	return nil
}

func must(receiver *shop.Receiver, err error) *shop.Receiver {
	if err != nil {
		panic(err)
	}
	return receiver
}

func main() {
	secrets := strings.Split(os.Getenv("SECRETS"), " ")
	mux := http.NewServeMux()
	mux.HandleFunc("/told", takeTold)
	mux.Handle("/webhooks", must(shop.NewReceiver(shop.Options{
		Secrets:  secrets,
		Handlers: shop.Handlers{OrderPaid: orderPaid, StockCheck: stockCheck},
	})))
	for _, moment := range strings.Split(os.Getenv("MOMENTS"), " ") {
		seconds, _ := strconv.ParseInt(moment, 10, 64)
		mux.Handle("/at/"+moment, must(shop.NewReceiver(shop.Options{
			Secrets:  secrets,
			Fallback: tellOther,
			Now:      func() time.Time { return time.Unix(seconds, 0) },
		})))
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("running on http://%s\n", listener.Addr())
	panic(http.Serve(listener, mux))
}
