using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Edge")]
[assembly: InternalsVisibleTo("Tests")]
