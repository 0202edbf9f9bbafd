package dev.sluice.world;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that people, the cluster or the mesh do, at a time after the adoption. In YAML it is
 * one entry of a timeline, {@code {at: 12.5, do: scale, replicas: 2}}.
 */
record Disturbance(Duration at, String what, Map<String, Object> values) {

  Disturbance {
    values = new LinkedHashMap<>(values);
  }

  String text(String name, String absent) {
    return String.valueOf(values.getOrDefault(name, absent));
  }

  int number(String name, int absent) {
    return values.get(name) instanceof Number number ? number.intValue() : absent;
  }

  /** A time in seconds. */
  Duration seconds(String name, double absent) {
    double seconds = values.get(name) instanceof Number number ? number.doubleValue() : absent;
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  /** As an entry of a timeline. */
  Map<String, Object> toYaml() {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("at", at.toMillis() / 1000.0);
    entry.put("do", what);
    entry.putAll(values);
    return entry;
  }

  static Disturbance fromYaml(Map<String, Object> entry) {
    Map<String, Object> values = new LinkedHashMap<>(entry);
    Object at = values.remove("at");
    Object what = values.remove("do");
    return new Disturbance(
        Duration.ofMillis(Math.round(((Number) at).doubleValue() * 1000)),
        String.valueOf(what),
        values);
  }

  @Override
  public String toString() {
    return toYaml().toString();
  }
}
