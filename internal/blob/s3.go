package blob

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// S3Options say where a bucket is.
type S3Options struct {
	Endpoint  string // a host, with a port if it is not the usual one
	Bucket    string // must exist
	AccessKey string
	SecretKey string
	Region    string // "" where the storage has none
	Insecure  bool   // http instead of https
	// Timeout is how long one operation may take; zero is 20 seconds.
	Timeout time.Duration
}

// S3 keeps files in a bucket.
type S3 struct {
	client  *minio.Client
	bucket  string
	timeout time.Duration
}

// How long storage may take.
const (
	s3Timeout = 20 * time.Second
	s3Dial    = 5 * time.Second
	s3Tries   = 3
)

// OpenS3 returns the storage of a bucket. It does not yet speak to it: storage
// that is down keeps nobody from starting. Ready asks.
func OpenS3(_ context.Context, o S3Options) (*S3, error) {
	if o.Bucket == "" {
		return nil, errors.New("no bucket is named")
	}
	if o.Timeout == 0 {
		o.Timeout = s3Timeout
	}
	client, err := minio.New(o.Endpoint, &minio.Options{
		Creds:  credentials.NewStaticV4(o.AccessKey, o.SecretKey, ""),
		Secure: !o.Insecure,
		// Without a region the client would ask for one before each operation.
		Region:     cmp.Or(o.Region, "us-east-1"),
		MaxRetries: s3Tries,
		Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: s3Dial, KeepAlive: 30 * time.Second}).DialContext,
			TLSHandshakeTimeout:   s3Dial,
			ResponseHeaderTimeout: o.Timeout,
			MaxIdleConnsPerHost:   16,
			IdleConnTimeout:       90 * time.Second,
			ForceAttemptHTTP2:     true,
			DisableCompression:    true,
		},
	})
	if err != nil {
		return nil, fmt.Errorf("S3 endpoint %q: %w", o.Endpoint, err)
	}
	return &S3{client: client, bucket: o.Bucket, timeout: o.Timeout}, nil
}

// Put keeps data under key, in place of what was there.
func (s *S3) Put(ctx context.Context, key string, data []byte) error {
	if err := CheckKey(key); err != nil {
		return err
	}
	if err := checkSize(int64(len(data))); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	_, err := s.client.PutObject(ctx, s.bucket, key, bytes.NewReader(data), int64(len(data)), minio.PutObjectOptions{
		ContentType: "application/octet-stream", DisableMultipart: true, SendContentMd5: true,
	})
	if err != nil {
		return s3Fault(fmt.Errorf("put %s: %w", key, err))
	}
	return nil
}

// Get returns what is kept under key; fault.NotFound if nothing is.
func (s *S3) Get(ctx context.Context, key string) ([]byte, error) {
	if err := CheckKey(key); err != nil {
		return nil, notFound(err)
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	object, err := s.client.GetObject(ctx, s.bucket, key, minio.GetObjectOptions{})
	if err != nil {
		return nil, s3Fault(fmt.Errorf("get %s: %w", key, err))
	}
	defer object.Close()
	data, err := io.ReadAll(io.LimitReader(object, maxFile+1))
	if err != nil {
		return nil, s3Fault(fmt.Errorf("get %s: %w", key, err))
	}
	if err := checkSize(int64(len(data))); err != nil {
		return nil, err
	}
	return data, nil
}

// Delete removes what is kept under key. It is no error if nothing is.
func (s *S3) Delete(ctx context.Context, key string) error {
	if err := CheckKey(key); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	if err := s.client.RemoveObject(ctx, s.bucket, key, minio.RemoveObjectOptions{}); err != nil && !isNoSuchKey(err) {
		return s3Fault(fmt.Errorf("delete %s: %w", key, err))
	}
	return nil
}

// List returns the keys that begin with prefix, in order.
func (s *S3) List(ctx context.Context, prefix string) ([]string, error) {
	ctx, cancel := context.WithCancel(ctx) // stops the client's own goroutine
	defer cancel()
	var keys []string
	for o := range s.client.ListObjects(ctx, s.bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
		if o.Err != nil {
			return nil, s3Fault(fmt.Errorf("list %q: %w", prefix, o.Err))
		}
		if CheckKey(o.Key) == nil {
			keys = append(keys, o.Key)
		}
	}
	slices.Sort(keys)
	return keys, nil
}

// Ready returns nil if the storage answers and has the bucket.
func (s *S3) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	ok, err := s.client.BucketExists(ctx, s.bucket)
	if err == nil && !ok {
		err = fmt.Errorf("there is no bucket %q", s.bucket)
	}
	if err != nil {
		return s3Fault(err)
	}
	return nil
}

func isNoSuchKey(err error) bool {
	return minio.ToErrorResponse(unwrapped(err)).Code == minio.NoSuchKey
}

// unwrapped returns the answer of the storage within err.
func unwrapped(err error) error {
	var answer minio.ErrorResponse
	if errors.As(err, &answer) {
		return answer
	}
	return err
}

// s3Fault gives an error of the client its kind.
func s3Fault(err error) error {
	switch {
	case isNoSuchKey(err):
		return notFound(err)
	case minio.ToErrorResponse(unwrapped(err)).StatusCode == http.StatusInsufficientStorage:
		return full(err)
	}
	return down(err)
}
