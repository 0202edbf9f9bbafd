#!/bin/sh
# Turns unpacked packages ($1) into a root file system: no package's own install script has run in it.
set -eu
root=$1

# The mesh's agent calls these by name; the nft variant is what a current kernel has.
for tool in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do
    ln -sfn xtables-nft-multi "$root/usr/sbin/$tool"
done

# A shell and small tools, to look into a running container.
for tool in sh ash cat cp cut date df du env false find grep head hostname id ip kill less ln ls mkdir more mount mv \
    nc netstat nslookup pidof ping printf ps pwd rm sed seq sleep sort stat tail tar test top touch tr true umount \
    uname uniq vi wc wget which xargs; do
    [ -e "$root/bin/$tool" ] || ln -s busybox "$root/bin/$tool"
done

mkdir -p "$root/etc" "$root/root" "$root/tmp" "$root/var/lib" "$root/var/run" "$root/usr/local/bin" "$root/home/nonroot"
chmod 1777 "$root/tmp"
cat >"$root/etc/passwd" <<'END'
root:x:0:0:root:/root:/bin/sh
istio-proxy:x:1337:1337:istio-proxy:/home/istio-proxy:/bin/sh
nobody:x:65534:65534:nobody:/:/bin/false
nonroot:x:65532:65532:nonroot:/home/nonroot:/bin/sh
END
cat >"$root/etc/group" <<'END'
root:x:0:
istio-proxy:x:1337:
nogroup:x:65534:
nonroot:x:65532:
END
printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
chown 65532:65532 "$root/home/nonroot"

# The machine that builds leaves no trace, and what only packaging needs goes.
rm -rf "$root/etc/apt" "$root/etc/dpkg" "$root/etc/resolv.conf" "$root/etc/hostname" "$root/var/cache/apt" "$root/var/lib/apt" \
    "$root/var/lib/dpkg" "$root/usr/share/man" "$root/usr/share/locale" "$root"/usr/lib/*/gconv
find "$root/usr/share/doc" -mindepth 2 ! -name copyright -delete
rm -rf "$root"/dev/* 
