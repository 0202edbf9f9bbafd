#!/bin/sh
# Turns unpacked packages ($1) into a root file system: no package's own install script has run in it.
set -eu
root=$1
programs=/usr/lib/postgresql/15/bin

for tool in sh cat chmod env id ls mkdir sleep; do
    [ -e "$root/bin/$tool" ] || ln -s busybox "$root/bin/$tool"
done
mkdir -p "$root/usr/local/bin" "$root/etc" "$root/tmp" "$root/var/lib/postgresql/data" "$root/run/postgresql"
for program in initdb pg_ctl pg_isready postgres psql; do
    ln -sfn "$programs/$program" "$root/usr/local/bin/$program"
done
[ -e "$root/var/run" ] || ln -s ../run "$root/var/run"
chmod 1777 "$root/tmp"
chmod 3777 "$root/run/postgresql" "$root/var/lib/postgresql/data"
printf 'root:x:0:0:root:/root:/bin/sh\npostgres:x:999:999:postgres:/var/lib/postgresql:/bin/sh\n' >"$root/etc/passwd"
printf 'root:x:0:\npostgres:x:999:\n' >"$root/etc/group"
printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"

# The same settings as in the official image: POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB and PGDATA.
cat >"$root/usr/local/bin/docker-entrypoint.sh" <<'END'
#!/bin/sh
set -eu
: "${POSTGRES_PASSWORD:?set the password of the superuser}"
user=${POSTGRES_USER:-postgres}
if [ ! -e "$PGDATA/PG_VERSION" ]; then
    printf '%s\n' "$POSTGRES_PASSWORD" >/tmp/password
    initdb --pgdata="$PGDATA" --username="$user" --pwfile=/tmp/password --encoding=UTF8 --locale=C --auth-local=trust \
        --auth-host=scram-sha-256
    printf 'host all all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
    database=${POSTGRES_DB:-$user}
    if [ "$database" != postgres ]; then
        printf 'CREATE DATABASE "%s";\n' "$database" | postgres --single -D "$PGDATA" postgres
    fi
fi
exec postgres -D "$PGDATA" -c listen_addresses='*' "$@"
END
chmod 755 "$root/usr/local/bin/docker-entrypoint.sh"

# Compiled queries need LLVM, which is larger than all the rest; the server works without.
rm -rf "$root"/usr/lib/*/libLLVM* "$root"/usr/lib/llvm* "$root"/usr/lib/postgresql/15/lib/llvmjit* \
    "$root"/usr/lib/postgresql/15/lib/bitcode
# Only the scripts that Debian manages its clusters with need Perl.
rm -rf "$root"/usr/bin/*perl* "$root"/usr/share/perl* "$root"/usr/lib/*/perl* "$root"/usr/lib/*/libperl* "$root"/etc/perl
# The machine that builds leaves no trace, and what only packaging needs goes.
rm -rf "$root/etc/apt" "$root/etc/dpkg" "$root/etc/resolv.conf" "$root/etc/hostname" "$root/var/cache" "$root/var/lib/apt" \
    "$root/var/lib/dpkg" "$root/usr/share/man" "$root/usr/share/locale" "$root/usr/share/i18n" "$root"/usr/lib/*/gconv \
    "$root/usr/share/postgresql/15/man" "$root/usr/lib/locale"
find "$root/usr/share/doc" -mindepth 2 ! -name copyright -delete
rm -rf "$root"/dev/*
