package org.socompass.hardware.template;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.socompass.input.InputException;
import org.socompass.input.Quoted;
import org.socompass.input.TextFile;
import org.socompass.input.YamlNode;

/**
 * What kernels of devices that nobody profiled have in common: by family of devices, each empirical
 * constant's value and the spread of its logarithm between devices. A processor's {@code kernels}
 * section may name a file of its own in place of the one that ships: {@code priors: FILE.yaml}.
 */
public final class KernelPriors {
  private static final String FILE = "kernels/priors.yaml";
  private static final String PRIORS = "priors";
  private static final long GREATEST_FILE_BYTES = 1L << 20;

  private KernelPriors() {}

  /** Returns the priors that ship, by family. */
  public static YamlNode.Mapping shipped() {
    return TemplateTree.parse(FILE, Resources.read("/" + FILE).orElseThrow());
  }

  /**
   * Returns the priors of a file, by family.
   *
   * @throws InputException if it can't be read
   */
  public static YamlNode.Mapping of(Path file) {
    return TemplateTree.parse(file.toString(), TextFile.read(file, GREATEST_FILE_BYTES));
  }

  /**
   * Returns the priors of the file that a kernel section names, beside the template, if it does.
   */
  static Optional<YamlNode.Mapping> statedBy(YamlNode.Mapping kernels) {
    if (!(kernels.entries().get(PRIORS) instanceof YamlNode.Scalar name)
        || !(name.text().endsWith(".yaml") || name.text().endsWith(".yml"))) {
      return Optional.empty();
    }
    if (!name.mark().isInFile()) {
      throw new InputException(
          name.mark(), PRIORS, "a file of priors is named by a template, not by an override");
    }
    Path path = Path.of(name.mark().file()).resolveSibling(TextFile.path(name.text())).normalize();
    if (!Files.isRegularFile(path)) {
      throw new InputException(
          name.mark(), PRIORS, "there is no file of priors " + Quoted.of(path.toString()));
    }
    return Optional.of(of(path));
  }
}
