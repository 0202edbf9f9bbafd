package dev.sluice.lab.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads written archives with the system's tar. */
class TarWriterTest {
  @TempDir Path folder;

  @Test
  void systemTarReadsNamesModesAndContent() throws Exception {
    Path program = source("program", "run", "rwxr-x---");
    Path archive = folder.resolve("a.tar");
    try (TarWriter tar = new TarWriter(Files.newOutputStream(archive))) {
      tar.file("usr/bin/program", program, true);
      tar.file("etc/conf", "x=1\n".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(tar("--list", "--verbose", "--numeric-owner", "--file=" + archive))
        .map(line -> line.replaceAll(" +", " "))
        .containsExactly(
            "drwxr-xr-x 0/0 0 1970-01-01 00:00 usr/",
            "drwxr-xr-x 0/0 0 1970-01-01 00:00 usr/bin/",
            "-rwxr-xr-x 0/0 3 1970-01-01 00:00 usr/bin/program",
            "drwxr-xr-x 0/0 0 1970-01-01 00:00 etc/",
            "-rw-r--r-- 0/0 4 1970-01-01 00:00 etc/conf");
    assertThat(tar("--extract", "--to-stdout", "--file=" + archive, "etc/conf"))
        .containsExactly("x=1");
  }

  @Test
  void longPathsAreSplit() throws Exception {
    String path = "a".repeat(90) + "/" + "b".repeat(60) + "/" + "c".repeat(80);
    Path archive = folder.resolve("a.tar");
    try (TarWriter tar = new TarWriter(Files.newOutputStream(archive))) {
      tar.file(path, new byte[700]);
    }

    assertThat(tar("--list", "--file=" + archive)).endsWith(path);
  }

  @Test
  void aPathThatIsTooLongIsRejected() {
    assertThatThrownBy(
            () -> {
              try (TarWriter tar = new TarWriter(new ByteArrayOutputStream())) {
                tar.file("d".repeat(101), new byte[0]);
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("path too long for a tar entry: ddd");
  }

  @Test
  void timesOfFilesDoNotMatter() throws Exception {
    Path tree = Files.createDirectories(folder.resolve("tree"));
    Files.writeString(tree.resolve("b"), "b");
    Files.writeString(tree.resolve("a"), "a");
    byte[] first = ofTree(tree);
    Files.setLastModifiedTime(tree.resolve("a"), FileTime.fromMillis(1));

    assertThat(ofTree(tree)).isEqualTo(first);
  }

  private static byte[] ofTree(Path tree) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarWriter tar = new TarWriter(bytes)) {
      tar.tree("opt", tree);
    }
    return bytes.toByteArray();
  }

  private Path source(String name, String content, String mode) throws IOException {
    Path file = Files.writeString(folder.resolve(name), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  static List<String> tar(String... arguments) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("tar");
    builder.command().addAll(List.of(arguments));
    builder.environment().put("TZ", "UTC");
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }
}
