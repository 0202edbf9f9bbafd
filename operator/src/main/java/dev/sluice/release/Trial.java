package dev.sluice.release;

import java.time.Instant;

/**
 * Which workload is on trial now, and beside which other.
 *
 * @param candidate name of the Deployment on trial
 * @param baseline name of the Deployment that it is compared with
 * @param since no request before this instant counts
 */
public record Trial(String candidate, String baseline, Instant since) {}
