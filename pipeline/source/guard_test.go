package source

import (
	"errors"
	"net/http"
	"testing"
)

func TestOnlyPublic(t *testing.T) {
	refused := []string{
		"127.0.0.1:80", "127.255.255.254:443", "[::1]:80", "0.0.0.0:80", "0.1.2.3:80", "[::]:80",
		"10.0.0.1:80", "172.16.0.1:80", "172.31.255.255:80", "192.168.1.1:80", "[fc00::1]:80", "[fd00:ec2::254]:80",
		"169.254.169.254:80", "[fe80::1%eth0]:80", "[fec0::1]:80",
		"100.64.0.1:80", "100.127.255.255:80", "192.0.0.8:80", "198.18.0.1:80", "192.0.2.1:80", "203.0.113.9:80",
		"224.0.0.1:80", "[ff02::1]:80", "255.255.255.255:80", "240.0.0.1:80",
		"[::ffff:127.0.0.1]:80", "[::ffff:169.254.169.254]:80", "[::ffff:a9fe:a9fe]:80", "[::10.0.0.1]:80",
		"[64:ff9b::7f00:1]:80", "[64:ff9b::1.1.1.1]:80", "[64:ff9b:1::1]:80", "[2002:7f00:1::]:80", "[2001:0:1::1]:80",
		"[2001:db8::1]:80", "[100::1]:80", "localhost:80", "@socket", "",
	}
	for _, address := range refused {
		err := onlyPublic("tcp", address, nil)
		if f, ours := errors.AsType[*fault](err); !ours || f.transient {
			t.Errorf("%s: got %v, want a lasting refusal", address, err)
		}
	}
	allowed := []string{
		"1.1.1.1:443", "9.255.255.255:80", "11.0.0.1:80", "100.63.255.255:80", "100.128.0.1:80", "172.15.0.1:80", "172.32.0.1:80",
		"[2606:4700:4700::1111]:443", "[2a01:e0a::1]:443", "[::ffff:1.1.1.1]:443",
	}
	for _, address := range allowed {
		if err := onlyPublic("tcp", address, nil); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestNoProxy(t *testing.T) {
	if newClient(WebOptions{}).Transport.(*http.Transport).Proxy != nil {
		t.Error("a proxy would dial for us, past the guard")
	}
}
