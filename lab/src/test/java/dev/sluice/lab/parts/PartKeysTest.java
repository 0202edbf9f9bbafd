package dev.sluice.lab.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartKeysTest {
  @TempDir Path checkout;
  private Map<String, String> before;

  @BeforeEach
  void copy() throws IOException {
    TestParts.copyTo(checkout);
    before = keys(checkout);
  }

  @Test
  void keyStartsWithTheVersionAndEndsWithADigest() {
    assertThat(before.get("etcd")).matches("\\d+\\.\\d+\\.\\d+-[0-9a-f]{12}");
  }

  @Test
  void anotherCheckoutHasTheSameKeys() {
    assertThat(keys(TestParts.directory())).isEqualTo(before);
  }

  @Test
  void noTwoPartsShareAKey() {
    assertThat(new HashSet<>(before.values())).hasSameSizeAs(before.values());
  }

  @Test
  void aChangedModuleRekeysItsProgramsAndTheirImagesOnly() {
    TestParts.append(checkout.resolve("istio/go.sum"), "\n");

    assertThat(changed())
        .containsExactlyInAnyOrder(
            "pilot-discovery", "pilot-agent", "istioctl", "image-pilot", "image-proxyv2");
  }

  @Test
  void aChangedSourceOfOurOwnRekeysItsProgram() {
    TestParts.append(checkout.resolve("coredns/main.go"), "// more\n");

    assertThat(changed()).containsExactlyInAnyOrder("coredns", "image-coredns");
  }

  @Test
  void aChangedBaseRekeysAllImagesOnIt() {
    TestParts.append(checkout.resolve("base/packages.txt"), "netbase\n");

    assertThat(changed())
        .containsExactlyInAnyOrder(
            "base",
            "image-coredns",
            "image-vegeta",
            "image-grpc-load",
            "image-pilot",
            "image-proxyv2",
            "image-java");
  }

  private Set<String> changed() {
    Map<String, String> after = keys(checkout);
    return after.keySet().stream()
        .filter(name -> !after.get(name).equals(before.get(name)))
        .collect(Collectors.toSet());
  }

  private static Map<String, String> keys(Path directory) {
    Catalogue catalogue = new Catalogue(directory);
    PartKeys keys = new PartKeys(catalogue);
    return catalogue.all().stream()
        .collect(Collectors.toMap(Part::name, (Function<Part, String>) keys::key));
  }
}
