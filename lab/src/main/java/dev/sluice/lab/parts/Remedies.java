package dev.sluice.lab.parts;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Remedies for failed builds, by the content of their logs. */
final class Remedies {
  private static final Map<List<String>, String> KNOWN = new LinkedHashMap<>();

  static {
    KNOWN.put(
        List.of("no space left on device"),
        "free disk space (about 12 GiB with Go's caches), then run again");
    KNOWN.put(
        List.of("signal: killed", "cannot allocate memory", "out of memory"),
        "free memory (the largest link takes about 3 GiB), then run again");
    KNOWN.put(
        List.of("requires go >=", "toolchain not available"),
        "install the Go version that the log names, or a newer one");
    KNOWN.put(
        List.of("checksum mismatch", "do not match the hashes"),
        "the download does not match its pinned checksum: clear the package client's cache and run again;"
            + " if it happens again, do not continue");
    KNOWN.put(
        List.of("missing go.sum entry", "updates to go.mod needed"),
        "run 'go mod tidy' in the part's folder under lab/parts");
    KNOWN.put(
        List.of(
            "dial tcp",
            "no such host",
            "i/o timeout",
            "tls handshake",
            "connection refused",
            "403 forbidden",
            "could not resolve",
            "temporary failure",
            "failed to fetch",
            "no matching distribution"),
        "a package registry did not answer: check the network and the proxy settings (GOPROXY, pip, apt),"
            + " then run again; built parts are kept");
  }

  private Remedies() {}

  static String of(List<String> log) {
    String text = String.join("\n", log).toLowerCase(Locale.ROOT);
    return KNOWN.entrySet().stream()
        .filter(entry -> entry.getKey().stream().anyMatch(text::contains))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("read the log, fix what it names and run again; built parts are kept");
  }
}
