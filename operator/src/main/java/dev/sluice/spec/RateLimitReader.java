package dev.sluice.spec;

import dev.sluice.api.v1alpha1.Defaults;
import dev.sluice.api.v1alpha1.RateLimit;
import dev.sluice.messages.SpecMessages;
import dev.sluice.traffic.RequestLimit;
import java.time.Duration;
import java.util.Optional;

/** Reads {@code spec.traffic.rateLimit}; a part of {@link PolicyReader}. */
final class RateLimitReader {
  private static final String FIELD = "spec.traffic.rateLimit";
  private static final int MOST = 1_000_000;
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  private final FieldReader fields;

  RateLimitReader(FieldReader fields) {
    this.fields = fields;
  }

  /**
   * The limit that the spec asks for; empty where it asks for none, or a field is wrong.
   *
   * @param limit null if there is none
   */
  Optional<RequestLimit> policy(RateLimit limit) {
    if (limit == null) {
      return Optional.empty();
    }
    int before = fields.violations().size();
    if (limit.requests() == null) {
      fields.reject(FIELD + ".requests", SpecMessages.missing("200"));
    } else if (limit.requests() < 1) {
      fields.reject(FIELD + ".requests", SpecMessages.acceptsNoRequest(limit.requests(), MOST));
    } else if (limit.requests() > MOST) {
      fields.reject(FIELD + ".requests", SpecMessages.outOfRange(limit.requests(), 1, MOST));
    }
    int burst = limit.burst() == null ? 0 : limit.burst();
    if (burst < 0 || burst > MOST) {
      fields.reject(FIELD + ".burst", SpecMessages.outOfRange(burst, 0, MOST));
    }
    Duration period =
        fields.duration(
            FIELD + ".per", limit.per(), FieldReader.parseDefault(Defaults.RATE_LIMIT_PER));
    if (period.compareTo(SHORTEST) < 0 || period.compareTo(LONGEST) > 0) {
      fields.reject(FIELD + ".per", SpecMessages.durationOutOfRange(limit.per(), "1s", "1h"));
    }
    return fields.violations().size() > before
        ? Optional.empty()
        : Optional.of(new RequestLimit(limit.requests(), period, burst));
  }
}
