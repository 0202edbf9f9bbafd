package dev.sluice.lab.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** All use the client of the API server's release; see the README of the parts. */
  @ParameterizedTest
  @ValueSource(strings = {"coredns", "helm", "istio", "prometheus"})
  void clientsOfKubernetesAgreeOnItsModules(String module) throws IOException {
    String release = catalogue.kubernetesVersion().replaceFirst("1", "v0");
    List<String> lines =
        Files.readAllLines(TestParts.directory().resolve(module).resolve("go.mod")).stream()
            .map(String::strip)
            .toList();

    for (String path : List.of("k8s.io/api", "k8s.io/apimachinery", "k8s.io/client-go")) {
      assertThat(lines)
          .as(path + " of " + module)
          .anyMatch(
              line ->
                  line.endsWith(path + " => " + path + " " + release)
                      || line.startsWith(path + " " + release));
    }
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
