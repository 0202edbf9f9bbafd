package dev.sluice.lab.parts;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes images of Java programs for the lab: the base, the Java runtime, one jar. */
public final class AppImage {
  private static final String JAR = "/app/app.jar";

  private final LabCache cache;

  /**
   * Uses the base and the Java runtime of {@code cache}.
   *
   * @param cache a cache that holds the parts {@code base} and {@code java-runtime}
   */
  public AppImage(LabCache cache) {
    this.cache = cache;
  }

  /**
   * Writes an image that runs {@code jar}, as uid 65532, with a heap of at most 60 % of the
   * container's memory. Equal jars give equal images.
   *
   * @param jar an executable jar with all it needs
   * @param reference name and tag, for example {@code localhost/sluice-lab/users:1.4.1}
   * @param archive where to; replaced whole when it exists
   * @param jvmOptions options before {@code -jar}
   */
  public void write(Path jar, String reference, Path archive, List<String> jvmOptions)
      throws IOException {
    List<String> entrypoint = new ArrayList<>();
    entrypoint.add(JavaRuntimeBuilder.HOME + "/bin/java");
    entrypoint.add("-XX:MaxRAMPercentage=60");
    entrypoint.add("-XX:+ExitOnOutOfMemoryError");
    entrypoint.addAll(jvmOptions);
    entrypoint.addAll(List.of("-jar", JAR));
    Path folder = archive.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path layer = Files.createTempFile(folder, ".layer", ".tar");
    Path unfinished = Files.createTempFile(folder, ".image", ".tar");
    try {
      try (TarWriter tar =
          new TarWriter(new BufferedOutputStream(Files.newOutputStream(layer), 1 << 20))) {
        tar.file(JAR.substring(1), jar, false);
      }
      List<Path> layers = List.of(cache.layer("base"), cache.layer("java-runtime"), layer);
      ImageArchive.write(unfinished, reference, layers, config(entrypoint));
      Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(layer);
      Files.deleteIfExists(unfinished);
    }
  }

  static ImageConfig config(List<String> entrypoint) {
    String home = JavaRuntimeBuilder.HOME;
    Map<String, String> environment =
        Map.of(
            "JAVA_HOME", home, "PATH", home + "/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    return new ImageConfig(ImageConfig.NON_ROOT, entrypoint, environment, "/");
  }
}
