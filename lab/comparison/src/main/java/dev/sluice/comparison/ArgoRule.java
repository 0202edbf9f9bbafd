package dev.sluice.comparison;

import static dev.sluice.comparison.TrafficRecording.SCRAPE_SECONDS;

/**
 * The rule of an Argo Rollouts background analysis, as its source (argoproj/argo-rollouts 9f8d111,
 * {@code analysis/analysis.go}) and its documentation ({@code docs/features/analysis.md}) have it:
 * measured at an interval, a release is aborted when <em>more</em> measurements failed than the
 * limit.
 *
 * <p>The first measurement here is one interval after the canary's first request. In the documented
 * example the analysis begins with the second step only, so this is kind to it.
 *
 * @param interval seconds between measurements
 * @param window seconds that a measurement looks back on; {@code irate} looks at the last two
 *     scrapes, however wide its range
 * @param max the largest share of errors that is a success
 * @param failureLimit failed measurements that are still tolerated
 * @param noDataPasses whether a measurement without requests is a success
 */
record ArgoRule(
    String name, int interval, int window, double max, int failureLimit, boolean noDataPasses)
    implements ToolRule {

  /** The documented example: {@code irate(...[5m])} at least 95% every five minutes. */
  static ArgoRule documented(String name) {
    return new ArgoRule(name, 300, SCRAPE_SECONDS, 0.05, 3, false);
  }

  /** As a careful user would set it. */
  static ArgoRule careful(String name) {
    return new ArgoRule(name, 60, 60, 0.01, 3, true);
  }

  @Override
  public Watch watch(TrafficRecording recording) {
    return new Watch() {
      private int failed;

      @Override
      public boolean rollsBack() {
        int now = recording.scrapes();
        if (now * SCRAPE_SECONDS % interval != 0) {
          return false;
        }
        double share =
            MetricQuery.ERROR_SHARE.value(recording.canary(), now - window / SCRAPE_SECONDS, now);
        boolean success = Double.isNaN(share) ? noDataPasses : share <= max;
        failed += success ? 0 : 1;
        return failed > failureLimit;
      }
    };
  }
}
