package dev.sluice.lab.parts;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** Writes image archives in Docker's format, as read by {@code ctr images import}. */
final class ImageArchive {
  private ImageArchive() {}

  /**
   * Writes an image of tar layers, uncompressed because containerd is on the same machine.
   *
   * @param layers tar files, lowest first
   */
  static void write(Path archive, String reference, List<Path> layers, ImageConfig config)
      throws IOException {
    List<String> digests = new ArrayList<>();
    for (Path layer : layers) {
      digests.add(Digests.sha256(layer));
    }
    byte[] configuration = config.json(digests).getBytes(StandardCharsets.UTF_8);
    String configurationName = Digests.sha256(configuration) + ".json";
    String manifest =
        "[{\"Config\":"
            + ImageConfig.quote(configurationName)
            + (",\"RepoTags\":" + ImageConfig.quoteAll(List.of(reference)))
            + ",\"Layers\":"
            + ImageConfig.quoteAll(digests.stream().map(ImageArchive::layerName).toList())
            + "}]";
    try (TarWriter tar =
        new TarWriter(new BufferedOutputStream(Files.newOutputStream(archive), 1 << 20))) {
      tar.file("manifest.json", manifest.getBytes(StandardCharsets.UTF_8));
      tar.file(configurationName, configuration);
      for (String digest : new LinkedHashSet<>(digests)) {
        tar.file(layerName(digest), layers.get(digests.indexOf(digest)), false);
      }
    }
  }

  private static String layerName(String digest) {
    return digest + ".tar";
  }
}
