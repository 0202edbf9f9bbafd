package dev.sluice.lab.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  private final Catalogue catalogue = TestParts.catalogue();

  @Test
  void everyPartComesAfterWhatItIsMadeOf() {
    Set<String> before = new HashSet<>();
    for (Part part : catalogue.all()) {
      assertThat(before).as("needs of " + part).containsAll(part.needs());
      before.add(part.name());
    }
  }

  @Test
  void apiServerTestsComeFirst() {
    assertThat(catalogue.all().stream().limit(3).map(Part::name))
        .containsExactlyInAnyOrderElementsOf(catalogue.apiServerNames());
  }

  @Test
  void versionsAreThoseOfTheModules() {
    assertThat(catalogue.part("kubelet").version()).isEqualTo(catalogue.kubernetesVersion());
    assertThat(catalogue.kubernetesVersion()).matches("1\\.\\d+\\.\\d+");
    assertThat(catalogue.imageReference("pilot"))
        .isEqualTo("localhost/sluice-lab/pilot:" + catalogue.istioVersion());
    assertThat(catalogue.part("envoy").version()).matches("\\d+\\.\\d+\\.\\d+");
  }

  @Test
  void kubernetesIsStampedWithItsVersion() {
    Recipe.GoProgram recipe = (Recipe.GoProgram) catalogue.part("kube-apiserver").recipe();

    assertThat(recipe.linkerFlags())
        .contains(
            "-X k8s.io/component-base/version.gitVersion=v" + catalogue.kubernetesVersion(),
            "-X k8s.io/component-base/version.gitMajor=1");
  }

  @Test
  void everyLineThatNamesAnUnknownPartSaysWhatThereIs() {
    assertThatThrownBy(() -> catalogue.part("etdc"))
        .hasMessageStartingWith("no part etdc; there are [etcd, kube-apiserver");
  }
}
