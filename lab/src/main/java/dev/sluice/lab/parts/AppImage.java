package dev.sluice.lab.parts;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Builds images of Java programs for the lab from the base, the Java runtime and one jar. */
public final class AppImage {
  private static final String FOLDER = "/app";

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
   * Writes an image that runs {@code jar} in {@value #FOLDER}, as uid 65532, with a heap of at most
   * 60% of the container's memory. Equal jars result in equal images.
   *
   * @param jar an executable jar with dependencies
   * @param reference name and tag, for example {@code localhost/sluice-lab/users:1.4.1}
   * @param archive output file; replaced if it exists
   * @param jvmOptions options before {@code -jar}
   */
  public void write(Path jar, String reference, Path archive, List<String> jvmOptions)
      throws IOException {
    write(Map.of(StartArchive.JAR, jar), reference, archive, options(jvmOptions));
  }

  /**
   * As {@link #write(Path, String, Path, List)}, with a class data archive for a fast start. Equal
   * jars result in equal images as long as the cache is kept.
   *
   * @throws Rehearsal.Failed if the program fails the rehearsal
   */
  public void write(
      Path jar, String reference, Path archive, List<String> jvmOptions, Rehearsal rehearsal)
      throws IOException, InterruptedException {
    List<String> options = options(jvmOptions);
    Path classes = new StartArchive(cache).of(jar, options, rehearsal);
    Map<String, Path> files = Map.of(StartArchive.JAR, jar, StartArchive.FILE, classes);
    options.add("-XX:SharedArchiveFile=" + StartArchive.FILE);
    write(files, reference, archive, options);
  }

  private static List<String> options(List<String> jvmOptions) {
    List<String> options =
        new ArrayList<>(List.of("-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError"));
    options.addAll(jvmOptions);
    return options;
  }

  private void write(
      Map<String, Path> files, String reference, Path archive, List<String> jvmOptions)
      throws IOException {
    List<String> entrypoint = new ArrayList<>(List.of(JavaRuntimeBuilder.HOME + "/bin/java"));
    entrypoint.addAll(jvmOptions);
    entrypoint.addAll(List.of("-jar", StartArchive.JAR));
    Path folder = archive.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path layer = Files.createTempFile(folder, ".layer", ".tar");
    Path unfinished = Files.createTempFile(folder, ".image", ".tar");
    try {
      try (TarWriter tar =
          new TarWriter(new BufferedOutputStream(Files.newOutputStream(layer), 1 << 20))) {
        for (Map.Entry<String, Path> file : new TreeMap<>(files).entrySet()) {
          tar.file(FOLDER.substring(1) + "/" + file.getKey(), file.getValue(), false);
        }
      }
      List<Path> layers = List.of(cache.layer("base"), cache.layer("java-runtime"), layer);
      ImageArchive.write(unfinished, reference, layers, config(entrypoint, FOLDER));
      Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(layer);
      Files.deleteIfExists(unfinished);
    }
  }

  static ImageConfig config(List<String> entrypoint, String workingDirectory) {
    String home = JavaRuntimeBuilder.HOME;
    Map<String, String> environment =
        Map.of(
            "JAVA_HOME", home, "PATH", home + "/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    return new ImageConfig(ImageConfig.NON_ROOT, entrypoint, environment, workingDirectory);
  }
}
