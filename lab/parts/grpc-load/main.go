// Grpc-load calls gRPC methods at even intervals over one connection, whatever became of earlier calls, and writes a line for
// each as "vegeta encode --to=json" does, so that one ledger reads both.
//
// A failure has the HTTP status that google.rpc.Code names for its gRPC status, or 0 where no server answered.
package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// What of the metadata of an answer is kept.
const versionKey = "x-app-version"

// The version of the server, as in a header of vegeta's results.
const versionHeader = "X-App-Version"

// Call is a method and its request, as protobuf.
type call struct {
	method  string
	request []byte
}

// Result is a line of the ledger; the names are vegeta's.
type result struct {
	Attack    string              `json:"attack"`
	Seq       uint64              `json:"seq"`
	Code      int                 `json:"code"`
	Timestamp time.Time           `json:"timestamp"`
	Latency   time.Duration       `json:"latency"`
	Error     string              `json:"error"`
	Method    string              `json:"method"`
	URL       string              `json:"url"`
	Headers   map[string][]string `json:"headers"`
}

// Raw passes messages as the bytes that they are.
type raw struct{}

func (raw) Marshal(message any) ([]byte, error) { return *message.(*[]byte), nil }

func (raw) Unmarshal(data []byte, message any) error {
	*message.(*[]byte) = append([]byte(nil), data...)
	return nil
}

func (raw) Name() string { return "proto" }

func main() {
	name := flag.String("name", "calls", "name of the stream")
	interval := flag.Duration("interval", 100*time.Millisecond, "time between two calls")
	target := flag.String("target", "", "HOST:PORT")
	timeout := flag.Duration("timeout", 40*time.Second, "longest time of a call")
	flag.Parse()
	calls, err := parse(flag.Args())
	if err == nil {
		err = run(*name, *interval, *target, *timeout, calls, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "grpc-load:", err)
		os.Exit(1)
	}
}

// Parse reads arguments such as /users.v1.Users/GetUser=0801: a method and its request in hexadecimal.
func parse(arguments []string) ([]call, error) {
	var calls []call
	for _, argument := range arguments {
		method, text, found := strings.Cut(argument, "=")
		request, err := hex.DecodeString(text)
		if !found || err != nil {
			return nil, fmt.Errorf("%q: give /SERVICE/METHOD=HEX", argument)
		}
		calls = append(calls, call{method, request})
	}
	if len(calls) == 0 {
		return nil, fmt.Errorf("no call: give /SERVICE/METHOD=HEX")
	}
	return calls, nil
}

func run(name string, interval time.Duration, target string, timeout time.Duration, calls []call, out io.Writer) error {
	connection, err := grpc.NewClient(target, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer connection.Close()
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)

	var pending sync.WaitGroup
	results := make(chan result, 1024)
	written := make(chan error, 1)
	go func() { written <- write(results, out) }()
	begin := time.Now()
	for seq := uint64(0); ; seq++ {
		select {
		case <-stop:
			pending.Wait()
			close(results)
			return <-written
		case <-time.After(time.Until(begin.Add(time.Duration(seq) * interval))):
		}
		one := calls[seq%uint64(len(calls))]
		pending.Add(1)
		go func() {
			defer pending.Done()
			answer := send(connection, one, timeout)
			answer.Attack, answer.Seq = name, seq
			answer.Method, answer.URL = "POST", "http://"+target+one.method
			results <- answer
		}()
	}
}

func write(results <-chan result, out io.Writer) error {
	lines := json.NewEncoder(out)
	for answer := range results {
		if err := lines.Encode(answer); err != nil {
			return err
		}
	}
	return nil
}

// Send makes a call, and reads all messages of its answer.
func send(connection *grpc.ClientConn, one call, timeout time.Duration) result {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	answer := result{Code: http.StatusOK, Timestamp: time.Now()}
	var headers, trailers metadata.MD
	err := receive(ctx, connection, one, &headers, &trailers)
	answer.Latency = time.Since(answer.Timestamp)
	if version := append(headers.Get(versionKey), trailers.Get(versionKey)...); len(version) > 0 {
		answer.Headers = map[string][]string{versionHeader: version[:1]}
	}
	if err != nil {
		answer.Error = err.Error()
		answer.Code = 0
		if len(answer.Headers) > 0 {
			answer.Code = httpStatus(status.Code(err))
		}
	}
	return answer
}

func receive(ctx context.Context, connection *grpc.ClientConn, one call, headers, trailers *metadata.MD) error {
	// Every kind of call is one that may have many answers.
	stream, err := connection.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true}, one.method, grpc.ForceCodec(raw{}))
	if err != nil {
		return err
	}
	defer func() { *trailers = stream.Trailer() }()
	if err := stream.SendMsg(&one.request); err != nil && err != io.EOF {
		return err
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	*headers, _ = stream.Header()
	for {
		var message []byte
		if err := stream.RecvMsg(&message); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// HTTPStatus is the mapping in the comments of google/rpc/code.proto.
func httpStatus(code codes.Code) int {
	switch code {
	case codes.OK:
		return http.StatusOK
	case codes.Canceled:
		return 499
	case codes.InvalidArgument, codes.FailedPrecondition, codes.OutOfRange:
		return http.StatusBadRequest
	case codes.DeadlineExceeded:
		return http.StatusGatewayTimeout
	case codes.NotFound:
		return http.StatusNotFound
	case codes.AlreadyExists, codes.Aborted:
		return http.StatusConflict
	case codes.PermissionDenied:
		return http.StatusForbidden
	case codes.Unauthenticated:
		return http.StatusUnauthorized
	case codes.ResourceExhausted:
		return http.StatusTooManyRequests
	case codes.Unimplemented:
		return http.StatusNotImplemented
	case codes.Unavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}
