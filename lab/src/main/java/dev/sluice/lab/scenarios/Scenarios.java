package dev.sluice.lab.scenarios;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All scenarios. To add one, add it to the list of a file of its kind. */
final class Scenarios {
  private Scenarios() {}

  static List<Scenario> all() {
    return Stream.of(
            OrdinaryScenarios.all(),
            PodScenarios.all(),
            ObjectScenarios.all(),
            ActionScenarios.all(),
            StartScenarios.all(),
            DeletionScenarios.all(),
            ApplyScenarios.all(),
            ClusterScenarios.all(),
            ScaleScenarios.all(),
            BypassScenarios.all(),
            JudgementScenarios.all(),
            SecurityScenarios.all())
        .flatMap(List::stream)
        .toList();
  }

  /**
   * The scenarios with these names, in this order.
   *
   * @throws IllegalArgumentException if a name is unknown
   */
  static List<Scenario> named(List<String> names) {
    return names.stream().distinct().map(Scenarios::named).toList();
  }

  private static Scenario named(String name) {
    return all().stream()
        .filter(scenario -> scenario.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no scenario is called \""
                        + name
                        + "\": give one of "
                        + all().stream().map(Scenario::name).collect(Collectors.joining(", "))));
  }
}
