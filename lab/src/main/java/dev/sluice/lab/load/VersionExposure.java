package dev.sluice.lab.load;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one version got.
 *
 * @param requests that it answered, at least 1
 * @param span from the first to the last of them, by when they were sent
 */
public record VersionExposure(String version, int requests, Duration span) {

  /** Empty if the version answered no request. */
  public static Optional<VersionExposure> of(Ledger ledger, String version) {
    List<Instant> sent =
        ledger.entries().stream()
            .filter(entry -> !version.isEmpty() && entry.version().equals(version))
            .map(LedgerEntry::sentAt)
            .sorted()
            .toList();
    return sent.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new VersionExposure(
                version, sent.size(), Duration.between(sent.get(0), sent.get(sent.size() - 1))));
  }

  /** Both numbers in words. */
  public String text() {
    return "%s had %d requests within %.1f s"
        .formatted(version, requests, span.toMillis() / 1000.0);
  }
}
