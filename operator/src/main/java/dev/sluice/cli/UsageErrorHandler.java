package dev.sluice.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints an invalid command line as one error and a hint at the help, as kubectl does. */
final class UsageErrorHandler implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException exception, String[] arguments) {
    CommandLine command = exception.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("error: " + message(exception));
    err.println("See '" + command.getCommandSpec().qualifiedName() + " --help' for usage.");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static String message(ParameterException exception) {
    if (!(exception instanceof UnmatchedArgumentException unmatched)) {
      return plain(exception);
    }
    String first = unmatched.getUnmatched().get(0);
    List<String> suggestions = unmatched.getSuggestions();
    String hint = suggestions.isEmpty() ? "" : "; did you mean " + suggestions.get(0) + "?";
    return (first.startsWith("-") ? "unknown flag: " : "unknown command: ") + first + hint;
  }

  /** The message of a conversion without picocli's prefix. */
  private static String plain(ParameterException exception) {
    String message = exception.getMessage();
    if (message.startsWith("Invalid value for option '")) {
      int end = message.indexOf('\'', 26);
      String rest = message.substring(message.indexOf(": ") + 2);
      return message.substring(26, end) + ": " + rest;
    }
    return message.isEmpty()
        ? message
        : Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }
}
