package org.socompass.validation.nvidia;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.socompass.hardware.LaunchMethod;
import org.socompass.input.InputException;
import org.socompass.input.Mark;
import org.socompass.input.Quoted;
import org.socompass.input.YamlNode;
import org.socompass.input.YamlReader;
import org.socompass.validation.Dataset;
import org.socompass.validation.MeasuredFile;
import org.socompass.validation.Row;

/**
 * The times of layers that {@code trtexec --exportProfile=FILE --exportLayerInfo=LAYERS
 * --profilingVerbosity=detailed} writes. The profile has names and times, the layers have shapes
 * and types. A layer that is one matrix product is a row; others are passed over, as they fuse what
 * no row of a data set says.
 *
 * @param device id of the device or path to its template
 * @param processor id of the processor that ran
 * @param layersFile name of the file of layers, for messages
 * @param layers its text
 */
public record TrtexecProfile(String device, String processor, String layersFile, String layers)
    implements MeasuredFile {
  private static final double PER_MILLI = 1e-3;
  private static final Set<String> PRODUCTS = Set.of("gemm", "matrixmultiply", "fullyconnected");

  /** A tensor of a layer: its sizes and its element type. */
  private record Tensor(List<Long> sizes, String type) {
    long last() {
      return sizes.get(sizes.size() - 1);
    }

    /** Returns the product of all sizes before the last {@code n}. */
    long before(int n) {
      return sizes.subList(0, Math.max(0, sizes.size() - n)).stream()
          .reduce(1L, Math::multiplyExact);
    }
  }

  @Override
  public Dataset read(String file, String text) {
    Map<String, YamlNode.Mapping> products = products();
    List<Row> rows = new ArrayList<>();
    int timed = 0;
    for (YamlNode item : list(file, "profile: " + text.strip(), "profile")) {
      if (!(item instanceof YamlNode.Mapping layer) || !layer.entries().containsKey("name")) {
        continue; // the first item counts the iterations
      }
      timed++;
      String name = scalar(layer, "name").orElse("");
      YamlNode.Mapping product = products.get(name);
      if (product != null) {
        rows.add(row(file, layer, product));
      }
    }
    if (rows.isEmpty()) {
      throw new InputException(
          new Mark(file, 1, 1),
          timed == 0
              ? "has no layer with a name and a time, as trtexec --exportProfile writes them"
              : "none of its %d layers is a matrix product of %s".formatted(timed, layersFile));
    }
    return Matmuls.dataset(
        "trtexec", "trtexec, layers of " + layersFile + ": " + file, LaunchMethod.KERNEL, rows);
  }

  private Row row(String file, YamlNode.Mapping timed, YamlNode.Mapping layer) {
    String time = scalar(timed, "medianMs").or(() -> scalar(timed, "averageMs")).orElse("");
    if (!time.matches("\\d{1,9}(\\.\\d{1,15})?([eE][-+]?\\d{1,2})?")
        || !(Double.parseDouble(time) > 0)) {
      throw new InputException(
          new Mark(file, timed.mark().line(), 1),
          "medianMs",
          Quoted.of(time) + " is no time of a layer in ms");
    }
    List<Tensor> inputs = tensors(layer, "Inputs");
    Tensor output = tensors(layer, "Outputs").get(0);
    Tensor a = inputs.get(0);
    boolean isWeightConstant = inputs.size() == 1;
    List<Long> sizes =
        isWeightConstant
            ? List.of(1L, output.before(1), a.last(), output.last())
            : List.of(
                output.before(2),
                output.sizes().get(output.sizes().size() - 2),
                a.last(),
                output.last());
    String weightType = isWeightConstant ? a.type() : inputs.get(1).type();
    return Matmuls.row(
        file,
        timed.mark().line(),
        device,
        processor,
        sizes,
        List.of(a.type(), weightType, output.type()),
        PER_MILLI * Double.parseDouble(time));
  }

  private Map<String, YamlNode.Mapping> products() {
    Map<String, YamlNode.Mapping> result = new LinkedHashMap<>();
    YamlNode all = YamlReader.read(layersFile, layers).entries().get("Layers");
    if (!(all instanceof YamlNode.Sequence sequence)) {
      throw new InputException(
          new Mark(layersFile, 1, 1), "has no Layers, as trtexec --exportLayerInfo writes them");
    }
    for (YamlNode item : sequence.items()) {
      if (!(item instanceof YamlNode.Mapping layer)) {
        throw new InputException(
            item.mark(), "is a name alone: run trtexec with --profilingVerbosity=detailed");
      }
      String kind = scalar(layer, "LayerType").orElse("").toLowerCase(Locale.ROOT);
      if (PRODUCTS.contains(kind) && isProduct(layer)) {
        scalar(layer, "Name").ifPresent(name -> result.put(name, layer));
      }
    }
    return result;
  }

  private boolean isProduct(YamlNode.Mapping layer) {
    int inputs = tensors(layer, "Inputs").size();
    List<Tensor> outputs = tensors(layer, "Outputs");
    return (inputs == 1 || inputs == 2)
        && outputs.size() == 1
        && outputs.get(0).sizes().size() >= 2
        && tensors(layer, "Inputs").stream().allMatch(t -> t.sizes().size() >= 2);
  }

  private List<Tensor> tensors(YamlNode.Mapping layer, String key) {
    List<Tensor> result = new ArrayList<>();
    if (layer.entries().get(key) instanceof YamlNode.Sequence sequence) {
      for (YamlNode item : sequence.items()) {
        if (item instanceof YamlNode.Mapping tensor) {
          result.add(tensor(tensor));
        }
      }
    }
    return result;
  }

  private static Tensor tensor(YamlNode.Mapping tensor) {
    List<Long> sizes = new ArrayList<>();
    if (tensor.entries().get("Dimensions") instanceof YamlNode.Sequence sequence) {
      for (YamlNode size : sequence.items()) {
        if (!(size instanceof YamlNode.Scalar scalar) || !scalar.text().matches("[1-9]\\d{0,11}")) {
          throw new InputException(size.mark(), "Dimensions", "is no size of a tensor");
        }
        sizes.add(Long.parseLong(scalar.text()));
      }
    }
    String format = scalar(tensor, "Format/Datatype").orElse("");
    String type =
        Matmuls.type(format)
            .orElseThrow(
                () ->
                    new InputException(
                        tensor.mark(),
                        "Format/Datatype",
                        Quoted.of(format) + " names no element type, as in 'Row major FP16'"));
    return new Tensor(sizes, type);
  }

  private static Optional<String> scalar(YamlNode.Mapping mapping, String key) {
    return mapping.entries().get(key) instanceof YamlNode.Scalar scalar
        ? Optional.of(scalar.text())
        : Optional.empty();
  }

  // JSON is YAML; as the value of a key it may start with a list.
  private static List<YamlNode> list(String file, String text, String key) {
    if (YamlReader.read(file, text).entries().get(key) instanceof YamlNode.Sequence sequence) {
      return sequence.items();
    }
    throw new InputException(
        new Mark(file, 1, 1), "is no list of layers, as trtexec --exportProfile writes it");
  }
}
