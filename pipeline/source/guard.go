package source

import (
	"net/netip"
	"syscall"
)

// reserved are the networks that are not the public Internet although
// [netip.Addr] does not say so: the registries of special-purpose addresses
// (RFC 6890), and every IPv6 network that carries an IPv4 address inside.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"), // shared by the customers of a provider, RFC 6598
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("2001::/23"), // Teredo among others
	netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"), // 6to4
	netip.MustParsePrefix("3fff::/20"),
}

// unicast is all that is assigned of the public IPv6 Internet. NAT64
// (64:ff9b::/96), unique local and IPv4-compatible addresses are outside.
var unicast = netip.MustParsePrefix("2000::/3")

// public reports whether an address belongs to the public Internet.
func public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.Is6() && !unicast.Contains(a) {
		return false
	}
	for _, network := range reserved {
		if network.Contains(a) {
			return false
		}
	}
	return true
}

// onlyPublic is the Control of a [net.Dialer] that refuses every address but
// public ones. It sees the address about to be dialled, after the name was
// resolved and after redirects, so neither can lead around it.
func onlyPublic(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return refuse("%s is not an address of the public Internet", address)
	}
	if !public(at.Addr().WithZone("")) {
		return refuse("%v is not an address of the public Internet; a private network has to be allowed by the configuration", at.Addr())
	}
	return nil
}
