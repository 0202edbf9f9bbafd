package dev.sluice.lab.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PrerequisitesTest {
  private static final Catalogue CATALOGUE = TestParts.catalogue();

  @Test
  void allMissingPrerequisitesAreReportedTogether() {
    Prerequisites bare = new Prerequisites(new FakeMachine("Linux amd64", false, "", Set.of()));

    assertThatThrownBy(() -> bare.requireFor(CATALOGUE.all()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(
            "no Go: install Go 1.26 or newer",
            "no pip for python3: apt-get install python3-pip",
            "not root: run as root",
            "no mmdebstrap: apt-get install mmdebstrap",
            "no jlink in");
  }

  @Test
  void apiServerTestsNeedGoAndNothingElse() {
    List<Part> parts = CATALOGUE.inOrder(CATALOGUE.apiServerNames());

    assertThat(missing("Linux amd64", "go1.26.8", parts)).isEmpty();
    assertThat(missing("Linux amd64", "go1.27", parts)).isEmpty();
    assertThat(missing("Linux amd64", "go1.25.9", parts))
        .containsExactly(
            "Go is go1.25.9: install Go 1.26 or newer and put its bin folder on the PATH");
  }

  @Test
  void otherSystemsHaveARemedy() {
    assertThat(missing("Mac OS X aarch64", "go1.26.8", List.of(CATALOGUE.part("etcd"))))
        .containsExactly(
            "this is Mac OS X aarch64, not Linux amd64:"
                + " use a Linux machine or virtual machine with Debian 12 on x86-64");
  }

  @Test
  void debianPackagesAreMissingByWhatTheyBring() {
    Set<String> there = Set.of("ip", "runc", "/usr/lib/cni/bridge");

    assertThat(new DebianPackages(new FakeMachine("Linux amd64", true, "", there)).missing())
        .containsExactly("containerd", "iptables", "mmdebstrap");
  }

  private static List<String> missing(String platform, String go, List<Part> parts) {
    return new Prerequisites(new FakeMachine(platform, false, go, Set.of()))
        .missingFor(parts).stream().map(Object::toString).toList();
  }

  private record FakeMachine(String platform, boolean isRoot, String go, Set<String> there)
      implements Machine {
    @Override
    public boolean exists(Path path) {
      return there.contains(path.toString());
    }

    @Override
    public boolean hasProgram(String name) {
      return there.contains(name);
    }

    @Override
    public Optional<String> output(String... command) {
      return command[0].equals("go") && !go.isEmpty() ? Optional.of(go) : Optional.empty();
    }
  }
}
