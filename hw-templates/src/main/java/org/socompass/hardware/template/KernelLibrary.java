package org.socompass.hardware.template;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.input.YamlNode;

/**
 * The kernel constants that ship, by the software they belong to. A processor's {@code kernels}
 * section names one with {@code extends} and may override its values.
 */
final class KernelLibrary {
  private static final String ROOT = "/kernels/";
  private static final String PROCESSORS = "processors";
  private static final String KERNELS = "kernels";
  private static final String EXTENDS = "extends";
  private static final String PRIORS = "priors";

  /** Bounds what a template can grow to, as each of them gets a library's values. */
  private static final int MOST_PROCESSORS = 32;

  /** By id; they ship, so that none changes while the program runs. */
  private static final Map<String, YamlNode.Mapping> LIBRARIES = new ConcurrentHashMap<>();

  private KernelLibrary() {}

  static List<String> ids() {
    return Resources.index(ROOT);
  }

  /**
   * Returns whether an override names the library of a processor, or takes its kernels away so that
   * the generic ones take their place.
   */
  static boolean isChosenBy(Assignment assignment) {
    List<String> keys = assignment.keys();
    return keys.size() >= 3
        && keys.get(0).equals(PROCESSORS)
        && keys.get(2).equals(KERNELS)
        && (keys.size() == 3
            ? assignment.isRemoval()
            : keys.size() == 4 && keys.get(3).equals(EXTENDS));
  }

  /**
   * Returns the tree with a library named for every processor: one that says nothing about kernels
   * gets those that nobody measured.
   */
  static YamlNode.Mapping named(YamlNode.Mapping device) {
    return eachProcessor(device, (id, processor) -> withLibrary(processor));
  }

  private static YamlNode.Mapping withLibrary(YamlNode.Mapping processor) {
    if (processor.entries().containsKey(KERNELS)
        || !(processor.entries().get("kind") instanceof YamlNode.Scalar kind)
        || !ids().contains("generic-" + kind.text())) {
      return processor;
    }
    var name = new YamlNode.Scalar("generic-" + kind.text(), kind.mark());
    var kernels =
        new YamlNode.Mapping(Map.of(EXTENDS, name), Map.of(EXTENDS, kind.mark()), processor.mark());
    return with(processor, KERNELS, kernels);
  }

  /** Returns the tree with every processor's kernel section merged over the library it extends. */
  static YamlNode.Mapping resolve(YamlNode.Mapping device) {
    return eachProcessor(named(device), KernelLibrary::merged);
  }

  private static YamlNode.Mapping merged(String id, YamlNode.Mapping processor) {
    if (!(processor.entries().get(KERNELS) instanceof YamlNode.Mapping kernels)
        || !(kernels.entries().get(EXTENDS) instanceof YamlNode.Scalar name)) {
      return processor;
    }
    if (!ids().contains(name.text())) {
      throw new InputException(
          name.mark(),
          String.join(".", PROCESSORS, id, KERNELS, EXTENDS),
          "unknown kernel library "
              + Quoted.of(name.text())
              + "; "
              + NearestName.hint(name.text(), ids()));
    }
    Optional<YamlNode.Mapping> stated = KernelPriors.statedBy(kernels);
    YamlNode.Mapping library =
        stated.isEmpty()
            ? LIBRARIES.computeIfAbsent(name.text(), shipped -> library(shipped, stated))
            : library(name.text(), stated);
    return with(processor, KERNELS, TemplateTree.merge(library, kernels));
  }

  private static YamlNode.Mapping library(String id, Optional<YamlNode.Mapping> stated) {
    return withPriors(Resources.tree(ROOT + id + ".yaml"), stated);
  }

  /** Returns a library over what is common to the devices of the family that it names, if any. */
  private static YamlNode.Mapping withPriors(
      YamlNode.Mapping library, Optional<YamlNode.Mapping> stated) {
    if (!(library.entries().get(PRIORS) instanceof YamlNode.Scalar family)) {
      return library;
    }
    YamlNode.Mapping all = stated.orElseGet(KernelPriors::shipped);
    if (!(all.entries().get(family.text()) instanceof YamlNode.Mapping shared)) {
      throw new InputException(
          family.mark(),
          PRIORS,
          "no priors of family "
              + Quoted.of(family.text())
              + "; "
              + NearestName.hint(family.text(), all.entries().keySet()));
    }
    // A library without a section has no such kernels.
    Map<String, YamlNode> had = new LinkedHashMap<>(shared.entries());
    had.keySet().retainAll(library.entries().keySet());
    return TemplateTree.merge(with(shared, had), library);
  }

  private static YamlNode.Mapping eachProcessor(
      YamlNode.Mapping device, BiFunction<String, YamlNode.Mapping, YamlNode.Mapping> change) {
    if (!(device.entries().get(PROCESSORS) instanceof YamlNode.Mapping processors)) {
      return device;
    }
    if (processors.entries().size() > MOST_PROCESSORS) {
      throw new InputException(
          device.markOf(PROCESSORS),
          PROCESSORS,
          "a device has at most %d, but this has %d"
              .formatted(MOST_PROCESSORS, processors.entries().size()));
    }
    Map<String, YamlNode> changed = new LinkedHashMap<>(processors.entries());
    changed.replaceAll(
        (id, node) ->
            node instanceof YamlNode.Mapping processor ? change.apply(id, processor) : node);
    return with(device, PROCESSORS, with(processors, changed));
  }

  private static YamlNode.Mapping with(YamlNode.Mapping mapping, String key, YamlNode value) {
    Map<String, YamlNode> entries = new LinkedHashMap<>(mapping.entries());
    entries.put(key, value);
    return with(mapping, entries);
  }

  private static YamlNode.Mapping with(YamlNode.Mapping mapping, Map<String, YamlNode> entries) {
    return new YamlNode.Mapping(
        Collections.unmodifiableMap(entries), mapping.keyMarks(), mapping.mark());
  }
}
