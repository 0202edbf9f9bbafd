package dev.sluice.messages;

import java.util.List;

/** What is wrong with a field of a spec, and what to do. Each follows the path of the field. */
public final class SpecMessages {
  private SpecMessages() {}

  public static String missingDeployment() {
    return "is required; set the name of the Deployment to release";
  }

  public static String missing(String example) {
    return "is required; use for example " + example;
  }

  public static String renamed(String field, int value) {
    return ("was renamed to %s; the stored value %d still applies. Use %1$s at the next edit of this"
            + " metric")
        .formatted(field, value);
  }

  public static String invalidDuration(String text) {
    return "invalid duration \"" + text + "\"; use for example 30s, 1m30s or 2h";
  }

  /**
   * A percentage that cannot be read or is out of range.
   *
   * @param least in percent
   * @param included whether {@code least} itself is allowed
   * @param most in percent, itself allowed
   */
  public static String invalidPercentage(
      String text, int least, boolean included, int most, String example) {
    String range =
        included
            ? "from %d%% to %d%%".formatted(least, most)
            : "more than %d%% and at most %d%%".formatted(least, most);
    return "invalid percentage \"%s\": must be %s; use for example %s"
        .formatted(text, range, example);
  }

  public static String invalidNumber(String text) {
    return "invalid number \"" + text + "\"; use for example 100 or -0.5";
  }

  public static String outOfRange(int value, int least, int most) {
    return "\"%d\" is out of range; use a number from %d to %d".formatted(value, least, most);
  }

  public static String durationOutOfRange(String text, String least, String most) {
    return "\"%s\" is out of range; use a duration from %s to %s".formatted(text, least, most);
  }

  public static String acceptsNoRequest(int value, int most) {
    return ("\"%d\" would refuse every request; use a number from 1 to %d, or remove rateLimit for no"
            + " limit")
        .formatted(value, most);
  }

  // Labels

  public static String invalidLabelKey() {
    return "is not the key of a label; use for example team or example.com/team";
  }

  public static String invalidLabelValue(String value) {
    return ("invalid value \"%s\"; use at most 63 letters, digits, dashes, underscores and dots, with"
            + " a letter or digit at both ends")
        .formatted(value);
  }

  public static String labelOfSluice() {
    return "is set by Sluice; remove it";
  }

  // Steps

  public static String emptyStep() {
    return "needs a weight, a duration or both; add one or remove the step";
  }

  public static String stepsAfterFullWeight() {
    return "is 100 before the last step; remove the steps after it";
  }

  public static String duplicateStep(String name, int first) {
    return "\"%s\" is already the name of step %d; rename one".formatted(name, first);
  }

  public static String weightOutOfRange(int weight) {
    return weight + " is not within 0 to 100";
  }

  public static String weightDecreases(int weight, int previous) {
    return "%d is lower than the previous step's %d; weights must not decrease"
        .formatted(weight, previous);
  }

  public static String provenAtFullWeight() {
    return "cannot be Proven at weight 100, because no stable version is left to compare with; use"
        + " Elapsed";
  }

  public static String provenAtZeroWeight() {
    return "cannot be Proven at weight 0, because the canary receives no requests; use Elapsed";
  }

  public static String provenWithoutComparison() {
    return "cannot be Proven without a metric that compares with the stable version; add an"
        + " errorRate or latency to spec.analysis.metrics, or use Elapsed";
  }

  // Metrics

  public static String missingMetricName() {
    return "is required; give each metric a unique name";
  }

  public static String duplicateMetric(String name) {
    return "\"" + name + "\" is used twice; give each metric a unique name";
  }

  public static String noSource(String metric) {
    return "\"" + metric + "\" has no source; set one of errorRate, latency, prometheus";
  }

  public static String severalSources(String metric) {
    return "\"" + metric + "\" has more than one source; define a metric for each";
  }

  public static String nothingIsAnError() {
    return "http and grpc are both empty, so nothing counts as an error; name a status, or omit one"
        + " of them to use its default";
  }

  public static String invalidHttpStatus(String text) {
    return "invalid HTTP error status \"%s\"; use 4xx, 5xx or a status from 400 to 599"
        .formatted(text);
  }

  public static String unknownGrpcStatus(String known) {
    return "unknown gRPC status; use one of " + known;
  }

  public static String invalidQuantile(String text) {
    return "invalid quantile \"%s\": must be more than 0 and less than 1; use for example 0.99"
        .formatted(text);
  }

  public static String invalidLatencyLimit(String text, long mostSeconds) {
    return ("invalid duration \"%s\": must be more than 0s and at most %ds, in ms or s; use for"
            + " example 500ms or 2.5s")
        .formatted(text, mostSeconds);
  }

  // Custom queries

  public static String missingQuery() {
    return "is required; write a PromQL query with a single number as its result";
  }

  public static String queryTooLong(int length, int most) {
    return "has %d characters, more than %d; move it to a Prometheus recording rule"
        .formatted(length, most);
  }

  public static String unknownPlaceholder(String placeholder, String known) {
    return "contains the unknown placeholder %s; use one of %s".formatted(placeholder, known);
  }

  public static String noBounds() {
    return "has no limit; set min, max or both";
  }

  public static String minAboveMax(String min, String max) {
    return "min %s is greater than max %s; swap them".formatted(min, max);
  }

  public static String windowOutOfRange(int window, int most, int example) {
    return "%d is not within 1 to %d; use for example %d".formatted(window, most, example);
  }

  public static String tooFewFailures(int failures) {
    return "failures (" + failures + ") must be at least 1";
  }

  public static String failuresExceedWindow(int failures, int window) {
    return "failures (%d) must not exceed window (%d)".formatted(failures, window);
  }

  public static String defaultsReplaced(List<String> names) {
    return "replaces the default metrics, so that %s %s not analyzed; add %s if %s should be"
        .formatted(
            String.join(", ", names),
            names.size() == 1 ? "is" : "are",
            names.size() == 1 ? "a metric" : "metrics",
            names.size() == 1 ? "it" : "they");
  }
}
