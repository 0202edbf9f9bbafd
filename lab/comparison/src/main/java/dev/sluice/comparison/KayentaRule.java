package dev.sluice.comparison;

import static dev.sluice.comparison.TrafficRecording.SCRAPE_SECONDS;

import java.util.stream.DoubleStream;

/**
 * Kayenta's judge (spinnaker/kayenta a69573b, {@code NetflixACAJudge}, {@code
 * MannWhitneyClassifier}) on a clock: one value a minute of the canary and of a fresh deployment of
 * the stable version with as many requests; when they are High, the release is rolled back. The
 * test itself is {@link Kayenta}.
 *
 * <p>Kayenta knows no rule for judging the same release again, so looking every ten minutes is not
 * corrected for.
 *
 * @param everyMinutes between judgements, of all values so far
 * @param zeroWithoutData whether a minute without requests counts as 0, as is advised for errors,
 *     or is left out
 */
record KayentaRule(String name, int everyMinutes, MetricQuery query, boolean zeroWithoutData)
    implements ToolRule {
  private static final int SCRAPES_A_MINUTE = 60 / SCRAPE_SECONDS;

  @Override
  public Watch watch(TrafficRecording recording) {
    return () ->
        recording.scrapes() % (everyMinutes * SCRAPES_A_MINUTE) == 0
            && Kayenta.high(
                values(recording, VersionRole.CANARY), values(recording, VersionRole.CONTROL));
  }

  private double[] values(TrafficRecording recording, VersionRole version) {
    DoubleStream.Builder values = DoubleStream.builder();
    for (int to = SCRAPES_A_MINUTE; to <= recording.scrapes(); to += SCRAPES_A_MINUTE) {
      double value = query.value(recording.series(version), to - SCRAPES_A_MINUTE, to);
      if (!Double.isNaN(value)) {
        values.add(value);
      } else if (zeroWithoutData) {
        values.add(0);
      }
    }
    return values.build().toArray();
  }
}
