package dev.sluice.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.world.Life.LifeOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lives that people wrote, in {@code src/test/resources/lives}. */
class GoldenLivesTest {
  private static final Path LIVES = Path.of("src/test/resources/lives");
  private static final Set<String> EXPECTATIONS = Set.of("weights", "stages", "ends", "lostAtMost");

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(LIVES)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void itEndsAsWritten(Path file) {
    GoldenLife golden = GoldenLife.read(file);
    LifeOutcome outcome = golden.life().live(PlantedFault.NONE);
    String story = String.join("\n", outcome.story());
    assertThat(outcome.broken()).as(story).isEmpty();
    assertThat(golden.expect().keySet()).isSubsetOf(EXPECTATIONS).isNotEmpty();
    golden
        .expect()
        .forEach(
            (what, value) -> {
              switch (what) {
                case "weights" -> assertThat(outcome.weights()).as(story).isEqualTo(value);
                case "stages" ->
                    assertThat(outcome.stages().stream().map(Enum::name).toList())
                        .as(story)
                        .containsSubsequence(texts(value));
                case "ends" -> assertThat(outcome.history()).as(story).isEqualTo(value);
                default ->
                    assertThat(outcome.lost())
                        .as(story)
                        .isLessThanOrEqualTo(((Number) value).doubleValue());
              }
            });
  }

  private static List<String> texts(Object value) {
    return ((List<?>) value).stream().map(String::valueOf).toList();
  }

  @Test
  void aLifeIsTheSameAfterItIsWrittenAndRead() throws IOException {
    Life life = RandomLives.of(7);
    Path file = Files.createTempFile("life", ".yaml");
    Files.writeString(file, GoldenLife.write("seed 7", life));
    assertThat(GoldenLife.read(file).life()).isEqualTo(life);
    Files.delete(file);
  }
}
