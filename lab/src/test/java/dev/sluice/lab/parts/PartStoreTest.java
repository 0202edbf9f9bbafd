package dev.sluice.lab.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Builds a small part for real: {@code pause}. */
class PartStoreTest {
  private static final Set<String> PAUSE = Set.of("image-pause");

  @TempDir Path folder;
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private Path parts;
  private LabCache cache;

  static boolean hasGo() {
    return new Prerequisites(Machine.real())
        .missingFor(List.of(TestParts.catalogue().part("pause")))
        .isEmpty();
  }

  @BeforeEach
  void checkout() throws IOException {
    parts = TestParts.copyTo(folder.resolve("parts"));
    cache = new LabCache(folder.resolve("cache"));
  }

  @Test
  @EnabledIf("hasGo")
  void buildsOnceAndLinks() throws Exception {
    store().ensure(PAUSE);

    assertThat(cache.bin("pause")).isExecutable().isSymbolicLink();
    assertThat(TarWriterTest.tar("--list", "--file=" + cache.image("pause"))).hasSize(3);
    assertThat(lines).anyMatch(line -> line.startsWith("part 1/2 pause 1  built in "));
    assertThat(cache.root().resolve("work")).isEmptyDirectory();

    lines.clear();
    store().ensure(PAUSE);
    assertThat(lines).isEmpty();
  }

  @Test
  @EnabledIf("hasGo")
  void aChangedPartTakesTheOldOnesPlace() throws Exception {
    store().ensure(Set.of("pause"));
    Path old = cache.bin("pause").toRealPath();
    TestParts.append(parts.resolve("pause/main.go"), "// changed\n");
    store().ensure(Set.of("pause"));

    assertThat(cache.bin("pause").toRealPath()).isNotEqualTo(old).exists();
  }

  @Test
  @EnabledIf("hasGo")
  void aRemovedLinkIsMadeAgainWithoutABuild() throws Exception {
    store().ensure(Set.of("pause"));
    Files.delete(cache.bin("pause"));
    lines.clear();
    store().ensure(Set.of("pause"));

    assertThat(cache.bin("pause")).isExecutable();
    assertThat(lines).isEmpty();
  }

  @Test
  @EnabledIf("hasGo")
  void aBrokenBuildNamesPartLogAndRemedyAndKeepsNothing() {
    TestParts.append(parts.resolve("pause/main.go"), "this is not Go\n");

    assertThatThrownBy(() -> store().ensure(PAUSE))
        .isInstanceOf(PartFailed.class)
        .hasMessageStartingWith("part pause 1 failed: go build ended with status 1")
        .hasMessageContaining("logs/pause.log")
        .hasMessageContaining("syntax error")
        .hasMessageContaining("remedy: ");
    assertThat(store().file("pause")).doesNotExist();
    assertThat(cache.bin("pause")).doesNotExist();
  }

  @Test
  @EnabledIf("hasGo")
  void twoAtOnceBuildOnce() throws Exception {
    Thread other = new Thread(() -> ensureQuietly(PAUSE));
    other.start();
    store().ensure(PAUSE);
    other.join();

    assertThat(lines.stream().filter(line -> line.startsWith("part 1/2 pause 1  built in")))
        .hasSize(1);
  }

  private void ensureQuietly(Set<String> names) {
    try {
      store().ensure(names);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private PartStore store() {
    return new PartStore(cache, new Catalogue(parts), lines::add);
  }
}
