package dev.sluice.lab.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BuildPlanTest {
  private final Catalogue catalogue = TestParts.catalogue();

  @Test
  void apiServerTestsWaitForNothingElse() {
    BuildPlan plan = BuildPlan.of(catalogue, catalogue.apiServerNames(), part -> false);

    assertThat(titles(plan)).containsExactly("[etcd]", "[kube-apiserver, kubectl]");
  }

  @Test
  void nothingIsBuiltTwice() {
    Set<String> all = catalogue.allNames();

    assertThat(BuildPlan.of(catalogue, all, part -> true).isEmpty()).isTrue();
    assertThat(BuildPlan.of(catalogue, all, part -> !part.name().equals("helm")).parts())
        .extracting(Part::name)
        .containsExactly("helm");
  }

  @Test
  void anImageBringsWhatItIsMadeOf() {
    BuildPlan plan = BuildPlan.of(catalogue, Set.of("image-pilot"), part -> false);

    assertThat(titles(plan)).containsExactly("[pilot-discovery]", "[base]", "[image-pilot]");
  }

  @Test
  void aPresentImageNeedsNothing() {
    BuildPlan plan =
        BuildPlan.of(catalogue, Set.of("image-pilot"), part -> part.name().equals("image-pilot"));

    assertThat(plan.isEmpty()).isTrue();
  }

  @Test
  void programsOfOneModuleAreBuiltTogether() {
    BuildPlan plan =
        BuildPlan.of(catalogue, Set.of("kubelet", "kube-proxy", "kube-scheduler"), part -> false);

    assertThat(titles(plan)).containsExactly("[kube-scheduler, kubelet, kube-proxy]");
  }

  private static List<String> titles(BuildPlan plan) {
    return plan.batches().stream()
        .map(batch -> batch.parts().stream().map(Part::name).toList().toString())
        .toList();
  }
}
