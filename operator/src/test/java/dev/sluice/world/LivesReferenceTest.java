package dev.sluice.world;

import dev.sluice.docs.ReferencePage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page of lives, as the simulated world tells them. */
class LivesReferenceTest {
  private static final List<String> LIVES =
      List.of(
          "promotion-scaled",
          "rollback-refused-policy-killed-operator",
          "recreated-at-100-and-in-the-roll-out",
          "newer-template-in-the-roll-out-then-deleted",
          "crashing-stable-repaired");

  @Test
  void lives() {
    StringBuilder content =
        new StringBuilder(
            """
            # Lives of releases

            Five lives in the simulated world, from the adoption on, as it prints them. `world` is what people, the cluster or the
            mesh do; `sluice` is a write of the operator; `stage` and `event` are its decisions. A minute after the last
            disturbance everything is repaired, and version 9.0 is released or what is left is removed. The files are in
            `operator/src/test/resources/lives`. This page is generated from them.
            """);
    for (String name : LIVES) {
      GoldenLife golden = GoldenLife.read(Path.of("src/test/resources/lives", name + ".yaml"));
      content
          .append("\n## ")
          .append(golden.title())
          .append("\n\n```\n")
          .append(String.join("\n", golden.life().live(PlantedFault.NONE).story()))
          .append("\n```\n");
    }
    new ReferencePage("lives.md", content.toString()).verify();
  }
}
