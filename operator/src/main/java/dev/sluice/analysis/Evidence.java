package dev.sluice.analysis;

import dev.sluice.analysis.evidence.TrafficShareProcess;
import dev.sluice.analysis.evidence.TrafficShareState;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * All that the judgement of one trial has learned; what it learns next depends on nothing else.
 *
 * @param time end of the last step of the grid that was judged, in seconds since 1970
 * @param began when the version on trial got its first requests, in seconds since 1970
 * @param raised whether the weight rose and no step was judged since
 * @param stepBlocks steps of the grid that were judged since the weight changed
 * @param stepRequests requests of the version on trial since the weight changed
 * @param lastTraffic end of the last step in which the version on trial had requests
 * @param totals requests of both versions in each of the last steps, newest last
 * @param deficit whether the version on trial gets the requests that its weight says
 * @param courses what each metric has shown
 */
public record Evidence(
    long time,
    long began,
    boolean raised,
    int stepBlocks,
    long stepRequests,
    long lastTraffic,
    List<Long> totals,
    TrafficShareState deficit,
    List<MetricEvidence> courses) {

  public Evidence {
    totals = List.copyOf(totals);
    courses = List.copyOf(courses);
  }

  /**
   * The weight has changed: what is to be proven is another thing, what was seen of harm stays.
   *
   * @param rose whether it rose from a weight above 0
   */
  public Evidence newStep(boolean rose) {
    return new Evidence(
        time,
        began,
        rose,
        0,
        0,
        lastTraffic,
        totals,
        new TrafficShareProcess().begin(),
        courses.stream().map(MetricEvidence::newStep).toList());
  }

  /** The bounds by which durations are compared, in milliseconds. */
  public Set<Double> bounds() {
    Set<Double> bounds = new TreeSet<>();
    for (MetricEvidence course : courses) {
      course.comparisons().forEach(comparison -> bounds.add(comparison.millis()));
      course.limited().ifPresent(limit -> bounds.add(limit.millis()));
    }
    bounds.remove(Comparison.ERRORS);
    return bounds;
  }

  /** The versions change places again: the next trial is again one of the version now on trial. */
  public Evidence turned() {
    return new Evidence(
        time,
        began,
        raised,
        stepBlocks,
        stepRequests,
        lastTraffic,
        totals,
        deficit,
        courses.stream().map(MetricEvidence::turned).toList());
  }
}
