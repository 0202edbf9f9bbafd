package dev.sluice.release;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Which workload is on trial now, beside which other, and what is to be measured of them.
 *
 * @param candidate name of the Deployment on trial
 * @param baseline name of the Deployment that it is compared with
 * @param after steps of the sampling grid up to this time were judged before, or are not of the
 *     trial
 * @param history when the release began, where the baseline's half hour before it is wanted
 * @param queries the user's own queries, ready to be asked, by metric
 */
public record Trial(
    String candidate,
    String baseline,
    Instant after,
    Optional<Instant> history,
    Map<String, String> queries) {}
