package dev.sluice.metrics.prometheus;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Splits queries whose text or response would be too large. */
final class QueryBatches {
  /** Characters of names in one query. */
  static final int MAX_NAME_CHARS = 60_000;

  /** Limit of points times workloads in one response: about 3 MB, a second of work. */
  static final int MAX_CELLS = 6_000;

  private QueryBatches() {}

  /** Splits by the size of the names; one item's names stay together. */
  static <T> List<List<T>> byNames(
      Collection<T> items, Function<T, List<Destination>> destinations) {
    List<List<T>> batches = new ArrayList<>();
    int size = MAX_NAME_CHARS;
    for (T item : items) {
      int more =
          destinations.apply(item).stream()
              .mapToInt(d -> d.namespace().length() + d.name().length())
              .sum();
      if (size + more > MAX_NAME_CHARS) {
        batches.add(new ArrayList<>());
        size = 0;
      }
      batches.get(batches.size() - 1).add(item);
      size += more;
    }
    return batches;
  }

  /** Splits a range so that no part has more than the given cells, oldest first. */
  static List<TimeRange> byCells(TimeRange span, int workloads, int maxCells, SamplingGrid grid) {
    long length = Math.max(1, maxCells / Math.max(1, workloads)) * grid.seconds();
    List<TimeRange> parts = new ArrayList<>();
    for (long first = span.first(); first <= span.last(); first += length) {
      parts.add(new TimeRange(first, Math.min(span.last(), first + length - grid.seconds())));
    }
    return parts;
  }

  /** Splits items that are all queried over the same range. */
  static <T> List<List<T>> byCells(List<T> items, TimeRange span, int maxCells, SamplingGrid grid) {
    long points = (span.last() - span.first()) / grid.seconds() + 1;
    int size = (int) Math.max(1, maxCells / points);
    List<List<T>> parts = new ArrayList<>();
    for (int from = 0; from < items.size(); from += size) {
      parts.add(items.subList(from, Math.min(items.size(), from + size)));
    }
    return parts;
  }

  /** Merges overlapping ranges, so that releases started together need one query. */
  static List<TimeRange> mergeOverlapping(Collection<TimeRange> spans) {
    List<TimeRange> groups = new ArrayList<>();
    for (TimeRange span :
        spans.stream().sorted(Comparator.comparingLong(TimeRange::first)).toList()) {
      TimeRange newest = groups.isEmpty() ? null : groups.get(groups.size() - 1);
      if (newest != null && newest.overlaps(span)) {
        groups.set(groups.size() - 1, newest.union(span));
      } else {
        groups.add(span);
      }
    }
    return groups;
  }

  static <T> Set<Destination> destinations(
      Collection<T> items, Function<T, List<Destination>> destinations) {
    TreeSet<Destination> all = new TreeSet<>();
    items.forEach(item -> all.addAll(destinations.apply(item)));
    return all;
  }
}
