package dev.sluice.lab.scenarios;

import dev.sluice.lab.Lab;
import dev.sluice.lab.LabException;
import dev.sluice.lab.demo.Checkout;
import dev.sluice.lab.demo.Installation;
import dev.sluice.lab.host.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The operator, chart and CRD of another commit, from a worktree, until it is closed. */
final class OperatorOfCommit implements AutoCloseable {
  private static final Duration GIT = Duration.ofMinutes(1);

  private final Lab lab;
  private final Checkout today;
  private final Path worktree;
  private final Consumer<String> progress;

  private OperatorOfCommit(Lab lab, Checkout today, Path worktree, Consumer<String> progress) {
    this.lab = lab;
    this.today = today;
    this.worktree = worktree;
    this.progress = progress;
  }

  /**
   * Installs the operator of a commit. The users API stays that of this checkout.
   *
   * @throws LabException if the commit does not exist or cannot be built
   */
  static OperatorOfCommit install(
      Lab lab, Checkout today, String commit, Consumer<String> progress) {
    Path worktree;
    try {
      worktree = Files.createTempDirectory("sluice-operator-").resolve("checkout");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    git(today, "worktree", "add", "--detach", worktree.toString(), commit);
    OperatorOfCommit operator = new OperatorOfCommit(lab, today, worktree, progress);
    try {
      progress.accept("operator of " + commit);
      new Installation(lab, new Checkout(worktree), progress).ensure();
      new Installation(lab, today, progress).loadSample();
      return operator;
    } catch (RuntimeException e) {
      operator.close();
      throw e;
    }
  }

  /** Installs the operator of this checkout again. */
  @Override
  public void close() {
    git(today, "worktree", "remove", "--force", worktree.toString());
    new Installation(lab, today, progress).ensure();
  }

  private static void git(Checkout checkout, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git", "-C", checkout.root().toString()));
    command.addAll(List.of(arguments));
    Shell.must(GIT, command);
  }
}
