package dev.sluice.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A file that is longer than this has more than one job. */
class FileLengthTest {
  private static final int LONGEST = 400;
  private static final int LONGEST_PURE = 300;

  /** Packages that do nothing but compute. */
  private static final List<String> PURE =
      List.of(
          "common",
          "messages",
          "analysis",
          "workload",
          "traffic",
          "spec",
          "lifecycle",
          "plan",
          "status",
          "engine",
          "simulation");

  /** Tables: one line an entry, and no logic. */
  private static final Set<String> TABLES =
      Set.of(
          "operator/src/main/java/dev/sluice/lifecycle/Stage.java",
          "operator/src/main/java/dev/sluice/messages/Reason.java");

  /** Temporary: files that are too long. It only gets shorter. */
  private static final Set<String> TOO_LONG = Set.of();

  @Test
  void noFileIsTooLong() {
    assertThat(tooLong()).as("divide the file by its jobs").isSubsetOf(TOO_LONG);
  }

  @Test
  void theTemporaryListIsExact() {
    assertThat(tooLong()).as("remove the others from TOO_LONG").containsAll(TOO_LONG);
  }

  private static List<String> tooLong() {
    List<String> found = new ArrayList<>();
    for (String file : RepositoryFiles.files(".java")) {
      boolean pure =
          PURE.stream()
              .anyMatch(name -> file.matches("operator/src/main/java/dev/sluice/" + name + "/.*"));
      int limit = pure && !TABLES.contains(file) ? LONGEST_PURE : LONGEST;
      if (RepositoryFiles.read(file).lines().count() > limit) {
        found.add(file);
      }
    }
    return found;
  }
}
