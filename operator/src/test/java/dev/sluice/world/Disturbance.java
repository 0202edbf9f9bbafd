package dev.sluice.world;

import dev.sluice.lifecycle.Stage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Something that people, the cluster or the mesh do, at a time after the adoption, or after a stage
 * is entered for the first time. In YAML it is one entry of a timeline, {@code {at: 12.5, do:
 * scale, replicas: 2}} or {@code {in: ROLLING_OUT, at: 0.5, do: lose-status}}.
 */
record Disturbance(Duration at, String what, Map<String, Object> values) {

  Disturbance {
    values = new LinkedHashMap<>(values);
  }

  /** The stage after whose entry the time begins; empty where it is the adoption. */
  Optional<Stage> stage() {
    return Optional.ofNullable(values.get("in")).map(name -> Stage.valueOf(name.toString()));
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
