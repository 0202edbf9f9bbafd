package dev.sluice.lab.cluster;

import dev.sluice.lab.LabException;
import dev.sluice.lab.host.LabPaths;
import dev.sluice.lab.host.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Loads image archives into the node's containerd; there is no registry. */
public final class Images {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final LabPaths paths;

  public Images(LabPaths paths) {
    this.paths = paths;
  }

  /**
   * Loads archives from the cache that are new or have changed since the last load.
   *
   * @param names of archives, without folder and extension
   * @return whether any was loaded
   */
  public boolean loadCached(List<String> names) {
    boolean any = false;
    try {
      for (String name : names) {
        Path archive = paths.images().resolve(name + ".tar");
        if (!loaded(archive)) {
          load(archive);
          Files.createDirectories(marker(archive).getParent());
          Files.writeString(marker(archive), stamp(archive));
          any = true;
        }
      }
      return any;
    } catch (IOException e) {
      throw new LabException("images", e.toString(), "run lab/up again to build them", e);
    }
  }

  /** Loads one archive, such as one from Jib or {@code docker save}. */
  public void load(Path archive) {
    List<String> command = ctr("images", "import", "--all-platforms", archive.toString());
    Shell.CommandResult result = Shell.run(LIMIT, command);
    if (!result.ok()) {
      throw new LabException(
          "images",
          "cannot load " + archive + ": " + result.output().strip(),
          "build the archive again; see lab/logs containerd");
    }
  }

  private boolean loaded(Path archive) throws IOException {
    Path marker = marker(archive);
    return Files.exists(marker) && Files.readString(marker).equals(stamp(archive));
  }

  private static String stamp(Path archive) throws IOException {
    Path real = archive.toRealPath();
    FileTime time = Files.getLastModifiedTime(real);
    return real + " " + Files.size(real) + " " + time.toMillis();
  }

  // In containerd's data folder, so that markers are deleted together with the images.
  private Path marker(Path archive) {
    return paths.data().resolve("containerd/loaded").resolve(archive.getFileName().toString());
  }

  private List<String> ctr(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of("ctr", "--address=" + paths.containerdSocket(), "--namespace=k8s.io"));
    command.addAll(List.of(arguments));
    return command;
  }
}
