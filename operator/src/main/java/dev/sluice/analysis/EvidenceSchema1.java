package dev.sluice.analysis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@link Evidence} as recorded until 2026-11, in today's names. Nothing but names differ, and that
 * the largest evidence so far ({@code logSup}) is not recorded any more.
 */
public final class EvidenceSchema1 {
  private static final Map<String, String> RENAMED =
      Map.of(
          "began", "startedAt",
          "raised", "weightJustRaised",
          "stepBlocks", "stepIntervals",
          "totals", "recentTotals",
          "deficit", "trafficShare",
          "courses", "metrics",
          "fit", "fitness",
          "usual", "usualShare",
          "shared", "baselineHarm");

  private static final String DROPPED = "logSup";

  private EvidenceSchema1() {}

  /** The parsed JSON with today's names at every level; other keys and all values stay. */
  public static Map<String, Object> upgrade(Map<String, Object> json) {
    Map<String, Object> upgraded = new LinkedHashMap<>();
    json.forEach(
        (key, value) -> {
          if (!key.equals(DROPPED)) {
            upgraded.put(RENAMED.getOrDefault(key, key), value(value));
          }
        });
    return upgraded;
  }

  @SuppressWarnings("unchecked")
  private static Object value(Object value) {
    if (value instanceof Map<?, ?> object) {
      return upgrade((Map<String, Object>) object);
    }
    return value instanceof List<?> list
        ? list.stream().map(EvidenceSchema1::value).toList()
        : value;
  }
}
