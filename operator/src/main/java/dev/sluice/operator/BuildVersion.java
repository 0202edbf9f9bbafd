package dev.sluice.operator;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version that was built. */
public final class BuildVersion {
  /** As in the build's POM. */
  public static final String TEXT = read();

  private BuildVersion() {}

  private static String read() {
    Properties properties = new Properties();
    try (InputStream file = BuildVersion.class.getResourceAsStream("/sluice.properties")) {
      properties.load(file);
    } catch (IOException e) {
      throw new IllegalStateException("sluice.properties cannot be read", e);
    }
    return properties.getProperty("version");
  }
}
