package dev.sluice.traffic;

/**
 * A path to the pods behind the Service on which no weight decides which version answers.
 *
 * @param object that makes it, such as {@code VirtualService web/shop}
 * @param path what it does with requests, a clause that follows the object
 * @param remedy what closes the path, in the imperative
 */
public record Bypass(String object, String path, String remedy) {
  @Override
  public String toString() {
    return object + " " + path + "; " + remedy;
  }
}
