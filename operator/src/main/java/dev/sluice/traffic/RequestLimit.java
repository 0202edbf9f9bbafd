package dev.sluice.traffic;

import java.time.Duration;

/**
 * The most requests that each pod accepts. Its bucket holds {@code requests + burst} tokens and
 * gains {@code requests} per period; a request takes one.
 *
 * @param requests at least 1
 * @param period at least 1 s
 * @param burst at least 0
 */
public record RequestLimit(int requests, Duration period, int burst) implements PolicyIntent {

  @Override
  public String field() {
    return "spec.traffic.rateLimit";
  }
}
