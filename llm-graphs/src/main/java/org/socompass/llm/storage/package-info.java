/** How the matrices of a model are stored: types by role and layer, schemes that ship. */
@NullMarked
package org.socompass.llm.storage;

import org.jspecify.annotations.NullMarked;
