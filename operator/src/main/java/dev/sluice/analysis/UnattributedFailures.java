package dev.sluice.analysis;

import dev.sluice.analysis.evidence.Counts;
import dev.sluice.analysis.evidence.UsualShare;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Requests that the callers' proxies failed before they had chosen a pod: no endpoint was left, or
 * too many requests were pending. The metrics name no version for them, so that no comparison has
 * them.
 *
 * @param usualShare of the service's requests in the best five minutes of the half hour before the
 *     release, 0 to 1
 * @param presentShare of the service's requests while the version on trial got none, as far as such
 *     failures last; otherwise the usual share
 * @param intervals how many of the last intervals running had unusually many
 * @param requests to the service in the last interval, these failures among them
 * @param byFlags failures of that interval by Envoy's response flags, such as {@code UO}
 */
public record UnattributedFailures(
    double usualShare,
    double presentShare,
    int intervals,
    long requests,
    Map<String, Long> byFlags) {
  public static final UnattributedFailures NONE = begin(0);

  /** Fewer in one interval are not unusual. */
  private static final long MIN_FAILURES = 20;

  private static final double MIN_SHARE = 0.01;

  /** More than so many times the usual share is unusual. */
  private static final double GROWTH = 3;

  /** And so many times what fails at present anyway. */
  private static final double PRESENT_GROWTH = 1.5;

  /** A pod that goes and comes is over in less. */
  private static final int MIN_INTERVALS = 2;

  /** Sorts the flags: their order must not change a message. */
  public UnattributedFailures {
    byFlags = new TreeMap<>(byFlags);
  }

  /**
   * The usual share, in the best five minutes as for a baseline's errors: an outage is not usual.
   *
   * @param intervals requests to the service, and those of them that failed so
   * @return 0 to 1; 0 if there are too few requests to know it
   */
  public static double usualShare(List<Counts> intervals, int stepSeconds) {
    Double usual = UsualShare.of(intervals, stepSeconds);
    return usual == null ? 0 : usual;
  }

  /** Before the first interval. */
  static UnattributedFailures begin(double usualShare) {
    return new UnattributedFailures(usualShare, usualShare, 0, 0, Map.of());
  }

  /** After one more interval; once they last, they are kept until the weight changes. */
  UnattributedFailures next(Sample sample) {
    if (areLasting()) {
      return this;
    }
    UnattributedFailures last = in(List.of(sample));
    return new UnattributedFailures(
        usualShare,
        Math.max(usualShare, Math.min(presentShare, last.share())),
        last.areUnusual() ? intervals + 1 : 0,
        last.requests,
        last.byFlags);
  }

  /** What these intervals show together. */
  public UnattributedFailures in(Collection<Sample> samples) {
    Map<String, Long> flags = new TreeMap<>();
    long all = 0;
    for (Sample sample : samples) {
      all += sample.candidate().requests() + sample.baseline().requests();
      for (Map.Entry<String, Long> failed : sample.unattributed().entrySet()) {
        flags.merge(failed.getKey(), failed.getValue(), Long::sum);
        all += failed.getValue();
      }
    }
    return new UnattributedFailures(usualShare, presentShare, 0, all, flags);
  }

  /** After a change of the weight. */
  UnattributedFailures atNewWeight() {
    return new UnattributedFailures(usualShare, presentShare, 0, 0, Map.of());
  }

  /** The next ones, when {@code without} the version on trial so many fail as well. */
  public UnattributedFailures after(UnattributedFailures without) {
    double present = Math.max(usualShare, without.share());
    return new UnattributedFailures(usualShare, present, 0, 0, Map.of());
  }

  /** Whether they are for the most part gone {@code without} the version on trial. */
  public boolean areGone(UnattributedFailures without) {
    return without.share() < (share() + presentShare) / 2;
  }

  public long failures() {
    return byFlags.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Share of the requests that failed so, 0 to 1; 0 without requests. */
  public double share() {
    return requests == 0 ? 0 : (double) failures() / requests;
  }

  /** Whether they are so many, for so long, that the release may be the cause. */
  public boolean areLasting() {
    return intervals >= MIN_INTERVALS;
  }

  private boolean areUnusual() {
    return failures() >= MIN_FAILURES
        && share() >= MIN_SHARE
        && share() > Math.max(GROWTH * usualShare, PRESENT_GROWTH * presentShare);
  }

  /** The flags in alphabetical order, for example {@code UH, UO}. */
  public String flags() {
    return byFlags.entrySet().stream()
        .filter(each -> each.getValue() > 0)
        .map(Map.Entry::getKey)
        .collect(Collectors.joining(", "));
  }
}
