package dev.sluice.messages;

/** What is wrong with a mounted file of credentials; never its content. */
public final class CredentialMessages {
  private CredentialMessages() {}

  public static String unreadable() {
    return "it cannot be read; mount the Secret that has it";
  }

  public static String empty() {
    return "it is empty";
  }

  public static String tooLarge(int limitBytes) {
    return "it is larger than " + limitBytes + " bytes";
  }

  public static String notOneLine() {
    return "it must hold one line of text";
  }

  public static String invalidToken() {
    return "a token has no spaces and only ASCII characters";
  }

  public static String invalidUserName() {
    return "a user name cannot have a colon";
  }

  public static String noCertificate() {
    return "it has no CERTIFICATE in PEM";
  }

  public static String noPrivateKey() {
    return "it has no PRIVATE KEY in PEM";
  }

  public static String damagedPem() {
    return "its PEM is damaged";
  }

  public static String encryptedKey() {
    return "the key is encrypted; store it without a passphrase";
  }

  public static String otherKeyAlgorithm(String algorithm) {
    return "it is not a key of the certificate's algorithm, " + algorithm;
  }

  public static String otherKey() {
    return "it is not the key of the certificate";
  }
}
