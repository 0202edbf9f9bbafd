package dev.sluice.lab.parts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A class data sharing archive of a program, with the classes loaded in its rehearsal. It halves
 * the CPU time of the users API's start.
 *
 * <p>The archive is valid for one JVM and one jar at one path relative to the working directory.
 * Otherwise a JVM with {@code -Xshare:auto}, the default, ignores it.
 */
final class StartArchive {
  /** Path of the jar, which is recorded in the archive. */
  static final String JAR = "app.jar";

  /** Name of the archive, in the folder of the jar. */
  static final String FILE = "app.jsa";

  private final LabCache cache;

  StartArchive(LabCache cache) {
    this.cache = cache;
  }

  /**
   * Returns the archive of {@code jar} for the Java runtime of the cache, and creates it if it does
   * not exist. Its bytes differ between builds, so it is cached by a key of its inputs; archives of
   * other jars with this name are deleted.
   *
   * @param jvmOptions as in the image
   * @throws Rehearsal.Failed if the program fails the rehearsal
   */
  Path of(Path jar, List<String> jvmOptions, Rehearsal rehearsal)
      throws IOException, InterruptedException {
    String name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
    Path kept = cache.startArchive(name, key(jar, jvmOptions, rehearsal));
    if (Files.exists(kept)) {
      return kept;
    }
    Path work = Files.createTempDirectory("sluice-lab-");
    try {
      Path made =
          make(jar, jvmOptions, rehearsal, work, BuildLog.start(cache.log(name + "-start")));
      keep(made, kept, name);
      return kept;
    } finally {
      PartStore.deleteTree(work);
    }
  }

  private Path make(Path jar, List<String> jvmOptions, Rehearsal rehearsal, Path work, BuildLog log)
      throws IOException, InterruptedException {
    Path layer = cache.layer("java-runtime");
    log.run(work, Map.of(), List.of("tar", "--extract", "--file=" + layer));
    Path app = Files.createDirectory(work.resolve("app"));
    Path copy = Files.copy(jar, app.resolve(JAR));
    // As in the image layer: the JVM compares sizes, and times unless they are zero.
    Files.setLastModifiedTime(copy, FileTime.fromMillis(0));

    List<String> command = new ArrayList<>();
    command.add(work.resolve(JavaRuntimeBuilder.HOME.substring(1)).resolve("bin/java").toString());
    command.addAll(jvmOptions);
    // A heap above 32 GiB, as a large machine would choose, has no compressed pointers, and an
    // archive made with it fits no container.
    command.add("-Xmx256m");
    command.addAll(List.of("-XX:ArchiveClassesAtExit=" + FILE, "-jar", JAR));
    rehearsal.play(app, command);
    Path made = app.resolve(FILE);
    if (!Files.isRegularFile(made)) {
      throw new IOException("the JVM left no class archive of " + jar.getFileName());
    }
    return made;
  }

  private String key(Path jar, List<String> jvmOptions, Rehearsal rehearsal) throws IOException {
    MessageDigest digest = Digests.newSha256();
    digest.update(Digests.sha256(jar).getBytes(StandardCharsets.UTF_8));
    digest.update(Digests.sha256(cache.layer("java-runtime")).getBytes(StandardCharsets.UTF_8));
    String rest = jvmOptions + " " + new TreeMap<>(rehearsal.environment()) + rehearsal.calls();
    digest.update(rest.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  /** Renames the finished archive into place: an incomplete one crashes the JVM that maps it. */
  private static void keep(Path made, Path kept, String name) throws IOException {
    Path folder = Files.createDirectories(kept.getParent());
    Path unfinished = Files.createTempFile(folder, ".", ".unfinished");
    try {
      Files.copy(made, unfinished, StandardCopyOption.REPLACE_EXISTING);
      try (DirectoryStream<Path> others =
          Files.newDirectoryStream(folder, name + "-[0-9a-f]*.jsa")) {
        for (Path other : others) {
          Files.deleteIfExists(other);
        }
      }
      Files.move(unfinished, kept, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}
