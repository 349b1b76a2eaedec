using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Benchmarks")]
[assembly: InternalsVisibleTo("Edge")]
[assembly: InternalsVisibleTo("Tests")]
