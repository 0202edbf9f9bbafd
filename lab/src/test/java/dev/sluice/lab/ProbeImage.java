package dev.sluice.lab;

import dev.sluice.lab.parts.AppImage;
import dev.sluice.lab.parts.LabCache;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Builds the image of {@link MeshProbe}. */
final class ProbeImage {
  private ProbeImage() {}

  static Path write(Path folder) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, MeshProbe.class.getName());
    Path jar = folder.resolve("probe.jar");
    String name = MeshProbe.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        InputStream in = MeshProbe.class.getClassLoader().getResourceAsStream(name)) {
      out.putNextEntry(new JarEntry(name));
      in.transferTo(out);
      out.closeEntry();
    }
    Path archive = folder.resolve("probe.tar");
    new AppImage(LabCache.ofUser())
        .write(
            jar,
            "localhost/sluice-lab/probe:1",
            archive,
            List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // Without it each response waits for a delayed TCP acknowledgement.
                "-Dsun.net.httpserver.nodelay=true"));
    return archive;
  }
}
