package dev.sluice.analysis.evidence;

import java.util.List;

/**
 * What a version usually does, from blocks in some of which it may have been broken: the reason for
 * a release is often that the version before it fails.
 */
public final class UsualShare {
  /** Length of the spans that are compared with each other, in seconds. */
  static final int SPAN = 300;

  /** Requests from which on a share is known well enough to see that it has changed much. */
  public static final long MIN_REQUESTS = 500;

  private UsualShare() {}

  /**
   * The share of errors in the best five minutes, or half of the blocks if that is shorter, of
   * those with at least {@value #MIN_REQUESTS} requests; the share of all blocks if there are none.
   *
   * @param blocks in order, of equal length
   * @param stepSeconds length of a block, above 0
   * @return a share, or null if all blocks together have fewer requests
   */
  public static Double of(List<Counts> blocks, int stepSeconds) {
    int length = Math.max(1, Math.min(SPAN / stepSeconds, blocks.size() / 2));
    Double best = share(Counts.sum(blocks));
    for (int from = 0; from + length <= blocks.size(); from++) {
      Double share = share(Counts.sum(blocks.subList(from, from + length)));
      if (share != null && share < best) {
        best = share;
      }
    }
    return best;
  }

  /** The share of errors, or null with fewer than {@value #MIN_REQUESTS} requests. */
  public static Double share(Counts seen) {
    return seen.requests() < MIN_REQUESTS ? null : (double) seen.errors() / seen.requests();
  }

  /**
   * Requests and errors of the blocks in which the version was in no outage.
   *
   * @param usualShare see {@link #of}; null if it is not known, and then all blocks count
   */
  public static Counts outsideOfOutages(List<Counts> blocks, int stepSeconds, Double usualShare) {
    if (usualShare == null) {
      return Counts.sum(blocks);
    }
    RecentErrorRate recent = RecentErrorRate.NONE;
    Counts well = Counts.NONE;
    for (Counts block : blocks) {
      recent = recent.next(block, stepSeconds);
      well = recent.isOutage(usualShare) ? well : well.plus(block);
    }
    return well;
  }
}
