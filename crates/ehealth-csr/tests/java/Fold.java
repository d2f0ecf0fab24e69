import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Folds every assigned character as the platform's own programs fold names: upper case, NFD, combining marks
 * removed. One line a character that changes: {@code HEX<TAB>FOLDED}; then {@code UNASSIGNED HEX} lines for
 * those that this JDK's Unicode does not have, as ranges.
 */
public class Fold {
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        StringBuilder text = new StringBuilder();
        int from = -1;
        for (int point = 0; point <= 0x110000; point++) {
            boolean assigned = point < 0x110000 && Character.isDefined(point)
                    && !(point >= 0xD800 && point <= 0xDFFF);
            if (!assigned) {
                from = from < 0 ? point : from;
                continue;
            }
            if (from >= 0) {
                text.append("UNASSIGNED\t").append(Integer.toHexString(from)).append('\t')
                        .append(Integer.toHexString(point - 1)).append('\n');
                from = -1;
            }
            String one = new String(Character.toChars(point));
            String folded = Normalizer.normalize(one.toUpperCase(Locale.ROOT), Normalizer.Form.NFD)
                    .replaceAll("[\\u0300-\\u036F]", "");
            if (!folded.equals(one)) {
                text.append(Integer.toHexString(point)).append('\t').append(folded).append('\n');
            }
        }
        text.append("UNASSIGNED\t").append(Integer.toHexString(from)).append("\t10ffff\n");
        out.print(text);
        out.flush();
    }
}
